"""A plan as a tree that a person can read at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.expressions import conjuncts, listed, name_of
from headgate.facts.spark.explain.joins import join_of
from headgate.facts.spark.explain.model import Engine, PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import AGGREGATES, PASSING
from headgate.facts.spark.explain.said import short
from headgate.facts.spark.explain.scans import scan_of
from headgate.facts.spark.explain.sizes import shown

MOST_LINES = 80
_ORDER = re.compile(r" (?:ASC )?NULLS FIRST$| NULLS LAST$")
_HIDDEN = PASSING - {"ReusedExchange"}
_QUIET = frozenset({"Project"})
"""Operators that say little; they are drawn where something is found in them."""


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """One operator of the tree."""

    branches: str
    name: str
    told: str
    line: int


def outline(plan: SparkPlan, marked: frozenset[int]) -> Iterator[OutlineLine]:
    """The operators that run, wrappers left out; those whose lines are `marked` are always there."""
    if plan.physical is None:
        return
    count = 0
    waiting: list[tuple[PlanNode, str, str]] = [(plan.physical, "", "")]
    while waiting:
        node, branch, stem = waiting.pop()
        below = [*node.subqueries, *node.cached, *node.children]
        if _quiet(node) and node.line not in marked and len(below) == 1:
            waiting.append((below[0], branch, stem))
            continue
        count += 1
        if count > MOST_LINES:
            yield OutlineLine("", "…", f"and the rest of {len(plan.nodes)} operators", 0)
            return
        yield OutlineLine(
            branch, node.operator if node.engine is Engine.SPARK else node.written, label(node), node.line
        )
        for child in reversed(below):
            last = child is below[-1]
            waiting.append((child, stem + ("└─ " if last else "├─ "), stem + ("   " if last else "│  ")))


def _quiet(node: PlanNode) -> bool:
    """Whether an operator says too little to be drawn."""
    return node.operator in _HIDDEN | _QUIET or (node.operator == "Filter" and not label(node))


def label(node: PlanNode) -> str:
    """What is worth knowing of one operator."""
    scan, join, shuffle = scan_of(node), join_of(node), shuffle_of(node)
    if scan is not None:
        filters = [*(scan.partition_filters or ()), *(scan.pushed or ())]
        asked = [short(one, 60) for one in filters if not one.lower().startswith("isnotnull(")]
        what = f"{scan.format} {short(scan.relation, 60)}  {_count(len(scan.output), 'column')}".strip()
        return f"{what}, {'; '.join(asked[:3])}" if asked else what
    if join is not None:
        keys = ", ".join(f"{_key(a)} = {_key(b)}" for a, b in zip(join.left_keys, join.right_keys, strict=False))
        extra = f" and {short(join.condition, 80)}" if join.condition else ""
        return f"{join.kind} {f'on {short(keys, 80)}' if keys else 'without a key'}{extra}".strip()
    if shuffle is not None:
        how = f"{shuffle.by} by {short(', '.join(shuffle.keys), 80)}" if shuffle.keys else shuffle.by
        moved = node.parent.statistics if node.parent is not None else None
        size = f", {shown(moved.size)}" if moved is not None and moved.size is not None else ""
        if shuffle.by == "single":
            return f"into one partition{size}"
        return f"{how}{f', {shuffle.partitions} partitions' if shuffle.partitions else ''}{size}"
    if node.operator in AGGREGATES:
        return _aggregate(node)
    if node.operator == "Filter":
        told = node.details.get("Condition") or node.details.get("Arguments") or node.arguments
        return short(" and ".join(part for part in conjuncts(told) if not part.startswith("isnotnull(")), 100)
    if node.operator == "Sort":
        order = listed((node.details.get("Arguments") or node.arguments).partition("], ")[0])
        return short(", ".join(_ORDER.sub("", key) for key in order), 90)
    if node.operator in ("BroadcastExchange", "ReusedExchange", "Subquery", "InMemoryRelation"):
        return ""
    return short(node.details.get("Condition") or node.details.get("Arguments") or node.arguments, 90)


def _aggregate(node: PlanNode) -> str:
    keys = node.details.get("Keys", "")
    functions = node.details.get("Functions", "")
    if keys or functions:
        by = ", ".join(_key(one) for one in listed(keys))
        return f"{short(', '.join(listed(functions)), 70)}{f' by {short(by, 60)}' if by else ''}".strip()
    return short(node.arguments.strip("()"), 100)


def _key(text: str) -> str:
    return short(name_of(text) if text.count("#") == 1 and "(" not in text else text, 60)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
