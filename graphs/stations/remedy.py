"""Remedy: fixes that models proposed go into a copy, and the analysis runs again."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import ReviewState
from headgate.review import Review
from headgate.review_change import tried_again


def remedy(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """The review with its fixes tried; one that fails its trial is taken away and told.

    The analyzers' own fixes were tried when they were found; a model's that may not be one
    ended at the gate.
    """
    desk = runtime.context
    review = desk.folder.get(state["tallied"], Review)
    findings = tried_again(desk.checkout, desk.cache, desk.analysis, review.findings)
    return {"remedied": desk.folder.put(replace(review, findings=findings))}
