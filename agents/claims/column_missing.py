"""Claim: a dataset has no such column."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.claims.columns import meant
from agents.tools.workspace import Workspace


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """The head knows all columns of the dataset, and it is not one of them."""
    found = meant(workspace.project(), claim.subject)
    if found.column is not None:
        return refuted(f"there is {found}")
    if not found.complete or found.node is None:
        return untold(f"not all columns of {found.dataset} are known")
    names = ", ".join(column.name for column in found.node.columns[:30])
    return stands(f"{found.dataset} has {names}, and no {found.name}")
