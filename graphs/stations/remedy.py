"""Remedy: fixes go into a copy, and the analysis runs again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import ReviewState
from headgate.finding import Finding
from headgate.remedy.verify import try_fixes
from headgate.review import Review
from headgate.review_change import analyse
from headgate.source.snapshot import Snapshot


def remedy(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """The review with its fixes tried; one that fails its trial is taken away and told."""
    desk = runtime.context

    def again(copy: Snapshot) -> Iterable[Finding]:
        return analyse(replace(desk.checkout, head=copy), desk.cache).review.findings

    review = desk.folder.get(state["tallied"], Review)
    findings = try_fixes(review.findings, desk.checkout.head, again)
    return {"remedied": desk.folder.put(replace(review, findings=findings))}
