"""Claim: a field of a schema file is no longer understood across the change."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.tools.schema import compared
from agents.tools.workspace import Workspace
from headgate.impact.compat.change import SchemaChange


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """A change of that field, or of any where none is named, breaks a direction."""
    found = compared(claim.subject.strip(), workspace)
    field = claim.other.strip().rsplit(".", 1)[-1].lower()
    breaking = [one for one in found.changes if one.breaking or one.wrong_value]
    about = next((one for one in breaking if not field or _speaks_of(one, field)), None)
    if about is not None:
        return stands(f"{claim.subject}: {about.message}")
    if found.backward is None or found.forward is None:
        return untold("; ".join(found.unknown)[:200] or "whether the two versions understand each other cannot be told")
    return refuted(f"no change of {field or 'the schema'} breaks a reader")


def _speaks_of(change: SchemaChange, field: str) -> bool:
    names = f"{change.entity} {change.path} {change.message}".lower()
    return field in names.replace("/", " ").replace(".", " ").replace(",", " ").split()
