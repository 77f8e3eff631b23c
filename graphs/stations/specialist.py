"""Specialist: one of several at once proposes."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from agents.specialist import Seating, propose
from graphs.desk import Desk
from graphs.state import Assignment, ReviewState
from headgate.review import Review


def specialist(state: Assignment, runtime: Runtime[Desk]) -> ReviewState:
    """Ask one specialist about its files."""
    desk = runtime.context
    if desk.door is None:
        return {"proposals": []}
    analysis = desk.with_review(desk.folder.get(state["review"], Review))
    seating = Seating(tuple(state["specialist"].split("+")), tuple(state["paths"]), state["tokens"])
    proposals = propose(desk.door, seating, analysis, desk.checkout, desk.outside_tools)
    # Kept with the proposals: a run that is resumed in another process has other servers.
    told = replace(proposals, gaps=tuple(dict.fromkeys((*proposals.gaps, *desk.outside_gaps))))
    return {"proposals": [desk.folder.put(told)]}
