"""Claim: a join to a dataset on some columns multiplies rows."""

from __future__ import annotations

import re

from agents.candidates import Claim
from agents.claims.claim import Outcome, refuted, stands, untold
from agents.tools.workspace import Workspace
from headgate.evidence import EvidenceKind
from headgate.facts.graph.called import dataset_called

_NAME = re.compile(r"\w+")


def check(claim: Claim, workspace: Workspace) -> Outcome:
    """The joined dataset is told apart by more columns than it is joined on."""
    project = workspace.project()
    dataset = dataset_called(project.graph, claim.subject.strip())
    on = {name.lower() for name in _NAME.findall(claim.other)}
    if not on:
        return untold("it does not say on which columns is joined")
    keys = project.known.keys(dataset)
    for key in keys:
        if key.columns <= on:
            return refuted(f"{dataset} has one row for each {_named(key.columns) or 'query'} ({key.reason})")
    for key in keys:
        if on < key.columns and not key.filtered and not key.weak:
            told = f"{dataset} is told apart by {_named(key.columns)} ({key.reason}), and joined on {_named(on)} alone"
            return stands(told, EvidenceKind.DOCUMENT)
    return untold(f"no key of {dataset} tells how many rows share {_named(on)}")


def _named(columns: frozenset[str] | set[str]) -> str:
    return ", ".join(sorted(columns))
