"""A small table is shuffled and sorted where it could be broadcast."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.joins import Join, join_of
from headgate.facts.spark.explain.logical import sizes_of
from headgate.facts.spark.explain.model import SparkPlan, Statistics
from headgate.facts.spark.explain.said import side
from headgate.facts.spark.explain.sizes import measured, shown
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

THRESHOLD = 10 * 1024**2
"""Default of `spark.sql.autoBroadcastJoinThreshold`, in bytes."""
_WORTH = 10
"""How many times larger the other side must be for a broadcast to matter."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Optimized Logical Plan ==
            Join Inner, (id#1L = id#5L), Statistics(sizeInBytes=8.2 GiB)
            :- Relation shop.orders[id#1L,amount#2] parquet, Statistics(sizeInBytes=7.5 GiB)
            +- Relation shop.countries[id#5L,name#6] parquet, Statistics(sizeInBytes=3.6 KiB)

            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- SortMergeJoin [id#1L], [id#5L], Inner
               :- Sort [id#1L ASC NULLS FIRST], false, 0
               :  +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=10]
               :     +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
               +- Sort [id#5L ASC NULLS FIRST], false, 0
                  +- Exchange hashpartitioning(id#5L, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                     +- FileScan parquet shop.countries[id#5L,name#6] Batched: true, Format: Parquet
            """,
            8,
            path=PLAN,
        ),
        silent(
            """
            == Optimized Logical Plan ==
            Join RightOuter, (id#1L = id#5L), Statistics(sizeInBytes=8.2 GiB)
            :- Relation shop.orders[id#1L,amount#2] parquet, Statistics(sizeInBytes=7.5 GiB)
            +- Relation shop.countries[id#5L,name#6] parquet, Statistics(sizeInBytes=3.6 KiB)

            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- SortMergeJoin [id#1L], [id#5L], RightOuter
               :- Sort [id#1L ASC NULLS FIRST], false, 0
               :  +- Exchange hashpartitioning(id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=10]
               :     +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
               +- Sort [id#5L ASC NULLS FIRST], false, 0
                  +- Exchange hashpartitioning(id#5L, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                     +- FileScan parquet shop.countries[id#5L,name#6] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_broadcast_missed(plan: SparkPlan) -> Iterator[Found]:
    """A small table is shuffled and sorted where it could be broadcast.

    ## Why it matters
    A sort-merge join moves and sorts both sides, the large one too. A broadcast sends the small one to every executor
    and leaves the large one where it is.

    ## Instead
    `/*+ BROADCAST(small) */` or `broadcast(small)`; statistics (`ANALYZE TABLE`), so that the planner knows; see
    whether `spark.sql.autoBroadcastJoinThreshold` was lowered, or a MERGE hint asks for the sort.

    ## When it stays silent
    Where the plan tells no sizes (EXPLAIN COST, or the final plan of adaptive execution, does); where the small side
    keeps all its rows in an outer join and so cannot be broadcast; where the other side is small as well.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("SortMergeJoin", "ShuffledHashJoin"):
        join = join_of(node)
        if join is None:
            continue
        told = _sizes(plan, join)
        for name, small, large, child in (
            ("Left", told[0], told[1], join.left),
            ("Right", told[1], told[0], join.right),
        ):
            if join.may_build(name) and _missed(small, large):
                other = join.right if name == "Left" else join.left
                size = shown(small.size) if small is not None and small.size is not None else ""
                beside = f", of {shown(large.size)}" if large is not None and large.size is not None else ""
                yield found_at(
                    node,
                    f"{side(child)} has {size}, but is shuffled and sorted together with {side(other)}{beside}; "
                    "broadcast, it would leave the large side where it is.",
                    side(child),
                )
                break


def _sizes(plan: SparkPlan, join: Join) -> tuple[Statistics | None, Statistics | None]:
    left, right = measured(join.left), measured(join.right)
    if left is None and right is None:
        return sizes_of(plan, join)
    return left, right


def _missed(small: Statistics | None, large: Statistics | None) -> bool:
    if small is None or small.size is None or small.size > THRESHOLD:
        return False
    return large is not None and large.size is not None and large.size > max(THRESHOLD, small.size) * _WORTH
