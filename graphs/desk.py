"""What the stations of one run have at hand. None of it goes into the state; all of it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from agents.model import Door
from graphs.run_folder import RunFolder
from headgate.facts.cache import Cache
from headgate.gap import Gap
from headgate.review import Review
from headgate.review_change import Analysis
from headgate.source.checkout import Checkout

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


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
    environment: Mapping[str, str] = field(default_factory=dict)
    """What outside servers may be given of it, the reviewer says."""
    outside_tools: tuple[BaseTool, ...] = ()
    """Tools of other sources, which specialists are given beside our own."""
    outside_gaps: list[Gap] = field(default_factory=list)
    """What of them could not be asked; it grows while they are."""

    def with_review(self, review: Review) -> Analysis:
        """The analysis with `review` in the place of the analyzers' own."""
        return replace(self.analysis, review=review)
