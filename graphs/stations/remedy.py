"""Remedy: fixes that models proposed go into a copy, and the analysis runs again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from langgraph.runtime import Runtime

from graphs.desk import Desk
from graphs.state import Docket, ReviewState
from headgate.finding import Finding
from headgate.fix import Fix
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
    passed = desk.folder.get(state["docket"], Docket).passed if state.get("docket") else ()
    proposals = {one.finding.fingerprint: one.proposal for one in passed if one.proposal is not None}
    offered = [_with_proposal(finding, proposals, desk.checkout.head) for finding in review.findings]
    findings = tried_again(desk.checkout, desk.cache, desk.analysis, offered)
    return {"remedied": desk.folder.put(replace(review, findings=findings))}


def _with_proposal(finding: Finding, proposals: Mapping[str, Fix], head: Snapshot) -> Finding:
    """`finding` with the fix that came with the claim, as far as a fix may be like that."""
    fix = proposals.get(finding.fingerprint)
    if fix is None or finding.fix is not None:
        return finding
    refused = refusal_of(fix, head)
    if refused:
        return replace(finding, notes=(*finding.notes, f"its remedy is not shown: {refused}"))
    return replace(finding, fix=fix)
