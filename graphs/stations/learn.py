"""Learn: what a maintainer may later confirm is laid aside. Nothing is remembered without one."""

from __future__ import annotations

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import ReviewState


def learn(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """Name the review of this run, so that a confirmation can find it. Writing it twice changes nothing."""
    runtime.context.folder.write("final", state["final"].encode())
    return {}
