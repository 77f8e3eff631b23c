"""An aggregate sorts its rows because its values are text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at, through

_CALLS = re.compile(r"\b(?:partial_|merge_)?(max|min|first|last|any_value|max_by|min_by|mode|percentile)\(")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- SortAggregate(key=[id#1L], functions=[max(name#2)])
               +- Sort [id#1L ASC NULLS FIRST], false, 0
                  +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                     +- SortAggregate(key=[id#1L], functions=[partial_max(name#2)])
                        +- Sort [id#1L ASC NULLS FIRST], false, 0
                           +- FileScan parquet shop.orders[id#1L,name#2] Batched: true, Format: Parquet
            """,
            3,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- HashAggregate(keys=[id#1L], functions=[max(amount#2)])
               +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- HashAggregate(keys=[id#1L], functions=[partial_max(amount#2)])
                     +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_sort_aggregate(plan: SparkPlan) -> Iterator[Found]:
    """An aggregate sorts all its rows, since its values cannot be kept in a hash map.

    ## Why it matters
    `max`, `min` and `first` of text, arrays or structs need buffers whose size changes, which Spark's hash aggregate
    does not hold. It sorts all rows before the shuffle and once more after it.

    ## Instead
    A number or a date in place of the text, where one orders alike; `max_by` on a small key; a window with
    `row_number` where one whole row is wanted.

    ## When it stays silent
    Where the rows were sorted anyway, and for hash aggregates.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("SortAggregate"):
        sorts = next((one for one in through(node)), None)
        above = next((one for one in node.above() if one.operator == "SortAggregate"), None)
        if sorts is None or sorts.operator != "Sort" or above is not None or _keyless(node.arguments):
            continue
        calls = dict.fromkeys(_CALLS.findall(node.details.get("Functions", "") or node.arguments))
        told = ", ".join(f"`{name}`" for name in calls) or "its functions"
        yield found_at(node, f"{told} over {side(node)} needs all rows sorted by the grouping key.", side(node))


def _keyless(arguments: str) -> bool:
    return "key=[]" in arguments
