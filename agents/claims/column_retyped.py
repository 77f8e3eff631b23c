"""Claim: the change gives a column another type."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.claims.columns import meant
from agents.tools.workspace import Workspace
from headgate.location import Side


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """Both sides state a type, and the two differ."""
    before = meant(workspace.project(Side.BASE), claim.subject)
    after = meant(workspace.project(), claim.subject)
    if before.column is None or after.column is None:
        return untold(f"{after} is not known on both sides")
    old, new = before.column.type, after.column.type
    if not old or not new:
        return untold(f"the type of {after} is not stated on both sides")
    return (
        refuted(f"{after} is {new} on both sides") if old.lower() == new.lower() else stands(f"{after}: {old} -> {new}")
    )
