"""Specialist: one of several at once proposes."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agents.specialist import propose
from graphs.desk import Desk
from graphs.state import Assignment, ReviewState
from headgate.review import Review


def specialist(state: Assignment, runtime: Runtime[Desk]) -> ReviewState:
    """Ask one specialist about its files."""
    desk = runtime.context
    if desk.door is None:
        return {"proposals": []}
    analysis = desk.with_review(desk.folder.get(state["review"], Review))
    proposals = propose(
        desk.door, state["specialist"], tuple(state["paths"]), analysis, desk.checkout, desk.extra_tools
    )
    return {"proposals": [desk.folder.put(proposals)]}
