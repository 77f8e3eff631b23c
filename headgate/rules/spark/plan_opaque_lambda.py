"""Rows become objects for a function that the optimizer cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.facts.spark.explain.scans import scan_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, condition, found_at, through

_TYPED = re.compile(r"(?:<function\d>|\$\$Lambda[$\w/]*(?:@\w+)?)\.apply")
_WIDE = 12


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            *(1) SerializeFromObject [input[0, bigint, false] AS value#20L]
            +- *(1) MapElements shop.Jobs$$$Lambda$5/0x1@4c3, obj#19: bigint
               +- *(1) DeserializeToObject newInstance(class shop.Order), obj#18: shop.Order
                  +- *(1) ColumnarToRow
                     +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            """,
            4,
            path=PLAN,
        ),
        fires(
            """
            == Physical Plan ==
            *(1) Filter shop.Jobs$$$Lambda$5/0x1@4c3.apply
            +- *(1) ColumnarToRow
               +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet, PushedFilters: []
            """,
            2,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            *(1) Filter (isnotnull(id#1L) AND (id#1L > 5))
            +- *(1) ColumnarToRow
               +- FileScan parquet shop.orders[id#1L] Batched: true, Format: Parquet, PushedFilters: [IsNotNull(id)]
            """,
            path=PLAN,
        ),
    ],
)
def plan_opaque_lambda(plan: SparkPlan) -> Iterator[Found]:
    """Rows become objects of the JVM for a function that the optimizer cannot read.

    ## Why it matters
    `map`, `filter` and `flatMap` with a lambda, and `df.rdd`, make an object of each row: memory, garbage and no
    whole-stage code. Since nobody sees which columns the lambda uses, all are read, and no filter reaches the source.

    ## Instead
    Columns and expressions (`filter($"amount" > 5)`, `withColumn`); a `select` before the lambda, where it must be.

    ## When it stays silent
    With expressions.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("DeserializeToObject"):
        yield found_at(node, f"Each row of {side(node)} becomes an object for a lambda{_all_of(node)}.", side(node))
    for node in plan.named("Filter"):
        if _TYPED.search(condition(node)):
            yield found_at(
                node, f"A lambda filters {side(node)}: no filter reaches the source{_all_of(node)}.", side(node)
            )


def _all_of(node: PlanNode) -> str:
    scan = next((found for below in through(node) if (found := scan_of(below))), None)
    if scan is None or len(scan.output) < _WIDE:
        return ""
    return f", and all {len(scan.output)} columns are read, since it hides which it uses"
