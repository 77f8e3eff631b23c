"""Claim: nothing in the repository writes a dataset."""

from __future__ import annotations

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands
from agents.tools.workspace import Workspace
from headgate.evidence import EvidenceKind
from headgate.facts.graph.called import dataset_called


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """The graph of the head knows the dataset, and no job that writes it."""
    graph = workspace.project().graph
    dataset = dataset_called(graph, claim.subject.strip())
    jobs = graph.writers.get(dataset, ())
    if jobs:
        return refuted(f"{jobs[0].location} writes {dataset}")
    return stands(f"no job of the repository writes {dataset}", EvidenceKind.LINEAGE)
