"""Remedy: fixes go into a copy, and the analysis runs again."""

from __future__ import annotations

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import ReviewState


def remedy(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """The review with its fixes tried."""
    return {"remedied": state["tallied"]}
