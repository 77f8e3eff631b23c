"""Claim: what is in one dataset flows into another."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands
from agents.tools.workspace import Workspace
from headgate.evidence import EvidenceKind
from headgate.facts.graph.called import dataset_called


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """The graph of the head has a path."""
    graph = workspace.project().graph
    source, target = (dataset_called(graph, name.strip()) for name in (claim.subject, claim.other))
    path = next((path for path in graph.datasets_downstream(source) if path[-1] == target), None)
    if path is None:
        return refuted(f"nothing leads from {source} to {target}")
    return stands("\n".join(map(str, path)), EvidenceKind.LINEAGE)
