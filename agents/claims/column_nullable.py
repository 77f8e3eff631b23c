"""Claim: a column may be NULL."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.claims.columns import meant
from agents.tools.workspace import Workspace
from headgate.evidence import EvidenceKind
from headgate.facts.sql.grain import ColumnNulls


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """What declarations, tests and the queries that make it say of its NULLs."""
    project = workspace.project()
    found = meant(project, claim.subject)
    if found.column is None and found.complete:
        return refuted(f"there is no {found}")
    name = found.name.lower()
    nulls = project.known.nulls(ColumnNulls(name, sources=((found.dataset, name),)))
    if nulls.never:
        return refuted(f"{found} is never NULL: {nulls.reason}")
    if nulls.may:
        return stands(f"{found} may be NULL: {nulls.reason}", EvidenceKind.DOCUMENT)
    return untold(f"nothing tells whether {found} may be NULL")
