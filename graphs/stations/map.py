"""Map: the analyzers' review is kept, with what is remembered of its findings."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.memory import recalled
from graphs.state import ReviewState


def lay_map(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Keep what the analyzers found."""
    desk = runtime.context
    review = desk.analysis.review
    return {"review": desk.folder.put(replace(review, recalls=recalled(review.findings)))}
