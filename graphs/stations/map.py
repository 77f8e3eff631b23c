"""Map: the analyzers' review is kept, with what is remembered of its findings."""

from __future__ import annotations

from datetime import UTC, datetime

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.memory import remembered
from graphs.state import ReviewState


def lay_map(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Keep what the analyzers found."""
    desk = runtime.context
    today = datetime.now(UTC).date()
    review = remembered(desk.analysis.review, desk.checkout.settings.knowledge, today)
    return {"review": desk.folder.put(review)}
