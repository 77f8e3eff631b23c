"""Intake: the run is named."""

from __future__ import annotations

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import ReviewState


def intake(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Write down which run this is."""
    return {"run": runtime.context.folder.run_id}
