"""Rows are shuffled, and shuffled again before anything used their order."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.exchanges import Shuffle, shuffle_of
from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at, through


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- Window [row_number() windowspecdefinition(id#1L, day#2 DESC) AS n#9], [id#1L], [day#2 DESC NULLS LAST]
               +- Sort [id#1L ASC NULLS FIRST, day#2 DESC NULLS LAST], false, 0
                  +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                     +- Exchange RoundRobinPartitioning(400), REPARTITION_BY_NUM, [plan_id=10]
                        +- FileScan parquet shop.orders[id#1L,day#2] Batched: true, Format: Parquet
            """,
            6,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- HashAggregate(keys=[id#1L], functions=[count(1)])
               +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- HashAggregate(keys=[id#1L], functions=[partial_count(1)])
                     +- Exchange RoundRobinPartitioning(400), REPARTITION_BY_NUM, [plan_id=10]
                        +- FileScan parquet shop.orders[id#1L,day#2] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_shuffled_twice(plan: SparkPlan) -> Iterator[Found]:
    """Rows are shuffled, and shuffled again before anything used how they lay.

    ## Why it matters
    All rows cross the network twice, and the first arrangement is gone after the second.

    ## Instead
    Leave out the `repartition` (or sort) before the join, the aggregate or the window; or repartition by the very key
    that these need, and Spark shuffles once.

    ## When it stays silent
    Where an aggregate, a join, a limit or Python code stands between the two.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Exchange"):
        later = shuffle_of(node)
        if later is None or later.by == "":
            continue
        for below in through(node, "Project", "Filter", "Sort"):
            earlier = shuffle_of(below)
            if earlier is not None and earlier.by:
                yield found_at(
                    below,
                    f"{side(below)} is shuffled {_by(earlier)} and then again {_by(later)} (line {node.line}), with "
                    "nothing between that used the first.",
                    f"{_by(earlier)} {_by(later)}",
                )
                break


def _by(shuffle: Shuffle) -> str:
    if shuffle.keys:
        return f"by {short(', '.join(shuffle.keys), 80)}"
    return {"single": "into one partition", "round robin": "round robin"}.get(shuffle.by, f"by {shuffle.by}")
