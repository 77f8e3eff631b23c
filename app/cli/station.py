"""The seam between the command line and the state machine that runs a review."""

from __future__ import annotations

from dataclasses import dataclass, replace

from headgate.facts.cache import Cache
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.review import Review
from headgate.review_change import analyse
from headgate.rules.gather import Progress
from headgate.source.checkout import Checkout

ALONE = "No model sat: this is the analyzers' review."


@dataclass(frozen=True)
class Judged:
    """A review, and the graph that it speaks of."""

    review: Review
    graph: PipelineGraph


def judge(checkout: Checkout, cache: Cache, progress: Progress, *, models: bool, resume: str) -> Judged:  # noqa: ARG001
    """Review `checkout` with all that is configured."""
    analysis = analyse(checkout, cache, progress)
    return Judged(replace(analysis.review, models=ALONE), analysis.head.project.graph)
