"""What the logical half of a plan knows and the physical half does not say: how large things are believed to be."""

from __future__ import annotations

import re

from headgate.facts.spark.explain.expressions import columns, conjuncts
from headgate.facts.spark.explain.joins import Join
from headgate.facts.spark.explain.model import PlanNode, SparkPlan, Statistics

_KIND = re.compile(r"^\w+,?\s*")


def sizes_of(plan: SparkPlan, join: Join) -> tuple[Statistics | None, Statistics | None]:
    """The statistics that EXPLAIN COST gives of the two inputs of `join`, left and right of the physical join."""
    keys = [columns(key) for key in (*join.left_keys, *join.right_keys)]
    wanted = {column for key in keys for column in key}
    if plan.logical is None or not wanted:
        return None, None
    for node in plan.logical.below():
        if node.operator == "Join" and len(node.children) == 2 and wanted <= _equated(node):
            return node.children[0].statistics, node.children[1].statistics
    return None, None


def _equated(node: PlanNode) -> set[str]:
    """The columns of a logical join's equalities."""
    condition = _KIND.sub("", node.arguments, count=1)
    return {column for part in conjuncts(condition) if " = " in part or " <=> " in part for column in columns(part)}
