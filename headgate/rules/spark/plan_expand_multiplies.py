"""Several distinct counts multiply the rows."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import closing, listed
from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_MANY = 4


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- HashAggregate(keys=[day#1, a#5, b#6, c#7, gid#9], functions=[])
               +- Exchange hashpartitioning(day#1, a#5, b#6, c#7, gid#9, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- Expand [[day#1, null, null, null, 0], [day#1, a#2, null, null, 1], [day#1, null, b#3, null, 2], [day#1, null, null, c#4, 3]], [day#1, a#5, b#6, c#7, gid#9]
                     +- FileScan parquet shop.orders[day#1,a#2,b#3,c#4] Batched: true, Format: Parquet
            """,  # noqa: E501
            5,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- HashAggregate(keys=[day#1, a#5, gid#9], functions=[])
               +- Exchange hashpartitioning(day#1, a#5, gid#9, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- Expand [[day#1, null, 0], [day#1, a#2, 1]], [day#1, a#5, gid#9]
                     +- FileScan parquet shop.orders[day#1,a#2] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_expand_multiplies(plan: SparkPlan) -> Iterator[Found]:
    """Several distinct counts in one query multiply its rows.

    ## Why it matters
    For each `COUNT(DISTINCT …)` over another column Spark makes one more copy of every row (`Expand`), and shuffles
    all of them: five counts, six times the rows.

    ## Instead
    `approx_count_distinct` where a part of a percent does not matter (it needs no copy); or count each in a query
    that has grouped by it before, and join the results.

    ## When it stays silent
    Below four copies, and for the copies of ROLLUP, CUBE and GROUPING SETS, which were asked for.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Expand"):
        told = node.details.get("Arguments") or node.arguments
        if "spark_grouping_id" in told or "..." in told or not told.startswith("[["):
            continue
        copies = len(listed(told[: closing(told) + 1]))
        if copies >= _MANY:
            yield found_at(
                node,
                f"Each row of {side(node)} is copied {copies} times before the shuffle, for {copies - 1} distinct "
                "counts.",
                side(node),
            )
