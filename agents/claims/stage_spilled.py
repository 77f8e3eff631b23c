"""Claim: a stage of a run spilled to disk."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.tools.runtime import run_of
from agents.tools.workspace import Workspace
from headgate.evidence import EvidenceKind


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """The event log at `subject` counted spilled bytes in stage `other`."""
    number = claim.other.lower().removeprefix("stage").strip()
    if not number.isascii() or not number.isdigit():
        return untold("it names no stage")
    stages = [stage for stage in run_of(claim.subject.strip(), workspace).stages.values() if str(stage.id) == number]
    if not stages:
        return refuted(f"{claim.subject} has no stage {number}")
    spilled = sum(stage.sums.disk_spilled for stage in stages)
    if not spilled:
        return refuted(f"stage {number} spilled nothing")
    return stands(f"stage {number} spilled {spilled:,} bytes to disk", EvidenceKind.METRIC)
