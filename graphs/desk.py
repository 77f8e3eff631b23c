"""What the stations of one run have at hand. None of it goes into the state; all of it can be made again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.model import Door
from agents.tools.tool import Tool
from graphs.run_folder import RunFolder
from headgate.facts.cache import Cache
from headgate.review import Review
from headgate.review_change import Analysis
from headgate.source.checkout import Checkout


@dataclass(frozen=True)
class Desk:
    """The desk of a run."""

    folder: RunFolder
    checkout: Checkout
    cache: Cache
    analysis: Analysis
    door: Door | None
    """None where no model sits."""
    asked_for_models: bool
    extra_tools: tuple[Tool, ...] = ()
    """Tools of other sources, which specialists are given beside our own."""

    def with_review(self, review: Review) -> Analysis:
        """The analysis with `review` in the place of the analyzers' own."""
        return replace(self.analysis, review=review)
