"""The seam between the command line and the state machine that runs a review."""

from __future__ import annotations

import sys
import uuid
from dataclasses import dataclass

from graphs import review as machine
from graphs.recipe import laid_out
from graphs.run_folder import RunFolder
from headgate.facts.cache import Cache
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.review import Review
from headgate.rules.gather import Progress, gather
from headgate.source.checkout import Checkout


@dataclass(frozen=True)
class Judged:
    """A review, and what was reviewed."""

    review: Review
    checkout: Checkout


def judge(checkout: Checkout, cache: Cache, progress: Progress, *, models: bool) -> Judged:
    """Review `checkout` with all that is configured."""
    run_id = uuid.uuid4().hex[:12]
    if models:
        print(f"headgate: run {run_id}; should it be cut short, --resume {run_id} goes on with it", file=sys.stderr)
    review = machine.run(checkout, models=models, run_id=run_id, progress=progress, cache=cache)
    return Judged(review, checkout)


def resume(run_id: str, cache: Cache, progress: Progress) -> Judged:
    """Go on with a run where it stopped.

    Raises:
        HeadgateError: there is no such run, or what it reviewed has changed.
    """
    review = machine.resume(run_id, progress, cache=cache)
    checkout, _ = laid_out((RunFolder(run_id).root / "recipe.json").read_bytes())
    return Judged(review, checkout)


def graph_of(checkout: Checkout, cache: Cache) -> PipelineGraph:
    """The pipeline graph of the head; its facts come from the cache where they were made before."""
    return gather(checkout.head, checkout.settings, cache).project.graph
