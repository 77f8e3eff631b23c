"""Claim: the change takes a column away."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.claims.columns import meant
from agents.tools.workspace import Workspace
from headgate.errors import HeadgateError
from headgate.location import Side


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """It is in the base, and the head knows all columns without it."""
    before = meant(workspace.project(Side.BASE), claim.subject)
    if before.column is None:
        told = f"the base has no {before}"
        return refuted(told) if before.complete else untold(f"{told} that is known")
    try:
        after = meant(workspace.project(), claim.subject)
    except HeadgateError:
        return stands(f"{before}: in the base; the head has no {before.dataset}")
    if after.column is not None:
        return refuted(f"the head still has {after}")
    return (
        stands(f"{before}: in the base, not in the head")
        if after.complete
        else untold(f"not all of {after.dataset} is known")
    )
