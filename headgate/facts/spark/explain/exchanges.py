"""Moves of rows between machines, as a plan tells them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from headgate.facts.spark.explain.expressions import closing, split
from headgate.facts.spark.explain.model import PlanNode

_PARTITIONING = re.compile(r"(?:gpu)?(hashpartitioning|rangepartitioning|roundrobinpartitioning|singlepartition)", re.I)
_ASKED = re.compile(r"\bREPARTITION_BY_(?:COL|NUM)\b|\bREPARTITION\b|\bREPARTITION_WITH_NUM\b|\bREBALANCE_\w+")


@dataclass(frozen=True)
class Shuffle:
    """An exchange through the network, by which rows find the task that needs them."""

    node: PlanNode
    by: str
    """`hash`, `range`, `round robin`, `single`; empty where the plan does not tell."""
    keys: tuple[str, ...]
    partitions: int | None
    asked: bool
    """The program asked for it (`repartition`, `DISTRIBUTE BY`); the planner did not need it."""


_BY = {
    "hashpartitioning": "hash",
    "rangepartitioning": "range",
    "roundrobinpartitioning": "round robin",
    "singlepartition": "single",
}


def shuffle_of(node: PlanNode) -> Shuffle | None:
    """What the exchange `node` does; None where it is no exchange, or one that broadcasts."""
    if node.operator != "Exchange":
        return None
    told = node.details.get("Arguments", "") or node.arguments
    found = _PARTITIONING.match(told)
    by = _BY[found[1].lower()] if found else ""
    asked = _ASKED.search(told) is not None
    if by == "single":
        return Shuffle(node, by, (), 1, asked)
    inner = told[found.end() :] if found else ""
    end = closing(inner) if inner.startswith("(") else 0
    parts = split(inner[1:end]) if end else []
    count = int(parts[-1][:9]) if parts and parts[-1].isdecimal() else None
    return Shuffle(node, by, tuple(parts[:-1] if count is not None else parts), count, asked)
