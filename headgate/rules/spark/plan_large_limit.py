"""A large limit takes its rows through one task."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.facts.spark.explain.sizes import most_rows
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_MANY = 100_000
"""Rows from which one task, or the driver, is felt."""
_DISPLAY = 1_000_001
"""What a notebook of Databricks asks for by itself when it shows a table."""
_WHERE = {
    "GlobalLimit": "one task, and all that follows begins with one partition",
    "CollectLimit": "the driver",
    "TakeOrderedAndProject": "the driver, which keeps them sorted in memory",
}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- HashAggregate(keys=[id#1L], functions=[count(1)])
               +- GlobalLimit 5000000, 0
                  +- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=12]
                     +- LocalLimit 5000000
                        +- FileScan parquet shop.orders[id#1L] Batched: true, Format: Parquet
            """,
            4,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            CollectLimit 20
            +- *(1) ColumnarToRow
               +- FileScan parquet shop.orders[id#1L] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_large_limit(plan: SparkPlan) -> Iterator[Found]:
    """A large limit takes its rows through one task.

    ## Why it matters
    A limit is exact only where one task counts, so all its rows are moved there; what comes after works in one
    partition until the next shuffle.

    ## Instead
    `TABLESAMPLE` or `sample` with a seed for a part of the rows; a filter; a limit for each partition where the exact
    number does not matter.

    ## When it stays silent
    Below 100,000 rows.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named(*_WHERE):
        rows = most_rows(node)
        if rows is not None and _MANY <= rows < 2**31 - 1 and rows != _DISPLAY:
            yield found_at(node, f"{rows:,} rows of {side(node)} go through {_WHERE[node.operator]}.", side(node))
