"""Remedy: fixes that models proposed go into a copy, and the analysis runs again."""

from __future__ import annotations

from dataclasses import replace

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import ReviewState
from headgate.finding import Finding, Proof
from headgate.remedy.proposal import refusal_of
from headgate.review import Review
from headgate.review_change import tried_again
from headgate.source.snapshot import Snapshot


def remedy(state: ReviewState, runtime: Runtime[Desk]) -> ReviewState:
    """The review with its fixes tried; one that fails its trial is taken away and told.

    The analyzers' own fixes were tried when they were found.
    """
    desk = runtime.context
    review = desk.folder.get(state["tallied"], Review)
    offered = [_allowed(finding, desk.checkout.head) for finding in review.findings]
    findings = tried_again(desk.checkout, desk.cache, desk.analysis, offered)
    return {"remedied": desk.folder.put(replace(review, findings=findings))}


def _allowed(finding: Finding, head: Snapshot) -> Finding:
    """`finding` with the fix that came with a model's claim, as far as a fix may be like that."""
    if finding.proof is not Proof.ARGUED or finding.fix is None:
        return finding
    refused = refusal_of(finding.fix, head)
    if refused:
        return replace(finding, fix=None, notes=(*finding.notes, f"its remedy is not shown: {refused}"))
    return finding
