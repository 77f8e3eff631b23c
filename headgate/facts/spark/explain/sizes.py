"""How many rows an operator can give, as far as the plan proves it, and how many bytes it is said to give."""

from __future__ import annotations

import re

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.model import PlanNode, Statistics
from headgate.facts.spark.explain.operators import AGGREGATES, PASSING

FEW = 10_000
"""Rows that no operator has trouble with."""
_THROUGH = PASSING | {
    *("Project", "Filter", "Sort", "Exchange", "BroadcastExchange", "Subquery", "Coalesce", "InMemoryTableScan"),
    *("InMemoryRelation", "Window", "BatchEvalPython", "ArrowEvalPython"),
}
_LIMIT = re.compile(r"(?:limit=)?(\d{1,12})")
_RANGE = re.compile(r"\((-?\d{1,15}), (-?\d{1,15}), step=(-?\d{1,15})")


def most_rows(node: PlanNode | None) -> int | None:
    """The most rows that `node` can give; None where the plan sets no bound."""
    for _ in range(200):
        if node is None:
            return None
        bound = _bound(node)
        if bound is not None:
            return bound
        if node.operator not in _THROUGH or len(node.children or node.cached) != 1:
            return None
        node = (node.children or node.cached)[0]
    return None


def _bound(node: PlanNode) -> int | None:
    if node.statistics is not None and node.operator in ("ShuffleQueryStage", "BroadcastQueryStage"):
        return int(node.statistics.rows) if node.statistics.rows is not None else None
    if node.operator in AGGREGATES:
        return 1 if _keyless(node) else None
    if node.operator in ("GlobalLimit", "LocalLimit", "CollectLimit", "TakeOrderedAndProject"):
        told = _LIMIT.search(node.details.get("Arguments", "") or node.arguments)
        return int(told[1]) if told else None
    if node.operator == "LocalTableScan":
        return FEW
    if node.operator in ("OneRowRelation", "Scan OneRowRelation"):
        return 1
    if node.operator == "ExistingRDDScan" or node.written == "Scan":
        return 1 if node.arguments.startswith("OneRowRelation") else None
    if node.operator == "Range":
        told = _RANGE.search(node.arguments or node.details.get("Arguments", ""))
        return abs(int(told[2]) - int(told[1])) // max(1, abs(int(told[3]))) if told else None
    return None


def _keyless(node: PlanNode) -> bool:
    """Whether an aggregate makes one row of all; a plan of names alone does not tell, and is given the benefit."""
    if node.written == "PhotonAgg":
        return True  # with keys it is a PhotonGroupingAgg
    if node.details:
        return node.details.get("Keys", "") == "[]"
    return "keys=[]" in node.arguments or "key=[]" in node.arguments or not node.arguments


def aggregated(node: PlanNode | None) -> bool:
    """Whether the rows of `node` were folded by an aggregate, with nothing after it that makes more of them."""
    for _ in range(200):
        if node is None:
            return False
        if node.operator in AGGREGATES:
            return True
        if node.operator not in _THROUGH or len(node.children) != 1:
            return False
        node = node.children[0]
    return False


def measured(node: PlanNode | None) -> Statistics | None:
    """The statistics of the stage that gives the rows of `node`, through operators that do not change their number."""
    for _ in range(50):
        if node is None:
            return None
        if node.statistics is not None:
            return node.statistics
        if node.operator not in PASSING | {"Sort", "Exchange", "Project", "BroadcastExchange"} or not node.children:
            return None
        node = node.children[0]
    return None


def one_partition(node: PlanNode | None) -> bool:
    """Whether all rows of `node` lie in one partition."""
    for _ in range(200):
        if node is None:
            return False
        shuffle = shuffle_of(node)
        if shuffle is not None:
            return shuffle.partitions == 1
        if node.operator not in _THROUGH or len(node.children) != 1:
            return False
        node = node.children[0]
    return False


def shown(size: float) -> str:
    """`size` bytes as people read them.

    >>> shown(3.5 * 1024 ** 2)
    '3.5 MiB'
    """
    for unit in ("B", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if size < 1024 or unit == "PiB":
            return f"{size:.3g} {unit}"
        size /= 1024
    raise AssertionError("the last unit takes every size")
