"""What rules about plans share: how a finding points at an operator."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.spark.explain.model import PlanNode
from headgate.facts.spark.explain.operators import PASSING
from headgate.facts.spark.explain.said import short, shown
from headgate.finding import Level
from headgate.rules.registry import Found

PLAN = "plans/orders.txt"
"""Where the examples' plans lie."""


def found_at(node: PlanNode, message: str, about: str, level: Level | None = None) -> Found:
    """A finding at the line of an operator; `about` is what it speaks of, free of ids that change with each run."""
    # Where operators have their details elsewhere, the quoted line is too little to judge by.
    evidence = (Evidence(EvidenceKind.PLAN_NODE, shown(node)),) if node.number else ()
    return Found(message, node.line, short(f"{node.operator} {about}"), evidence=evidence, level=level)


def through(node: PlanNode, *operators: str) -> Iterator[PlanNode]:
    """The single inputs below `node`, as long as they only hand rows on, or are among `operators`; then the next."""
    passing = PASSING | set(operators)
    while len(node.children) == 1:
        node = node.children[0]
        yield node
        if node.operator not in passing:
            return


def condition(node: PlanNode) -> str:
    """The condition of a filter."""
    return node.details.get("Condition") or node.details.get("Arguments") or node.arguments
