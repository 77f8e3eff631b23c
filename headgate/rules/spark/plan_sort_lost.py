"""All rows are sorted, and then mixed again."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import AGGREGATES, JOINS, PASSING
from headgate.facts.spark.explain.said import short, side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at, through

_KEEPING = PASSING | {"Project", "Filter", "BatchEvalPython", "ArrowEvalPython", "Coalesce"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- Exchange RoundRobinPartitioning(8), REPARTITION_BY_NUM, [plan_id=14]
               +- BatchEvalPython [label(id#1L)#4], [pythonUDF0#9]
                  +- Sort [amount#2 ASC NULLS FIRST], true, 0
                     +- Exchange rangepartitioning(amount#2 ASC NULLS FIRST, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                        +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            """,
            5,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- Sort [amount#2 ASC NULLS FIRST], true, 0
               +- Exchange rangepartitioning(amount#2 ASC NULLS FIRST, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- FileScan parquet shop.orders[id#1L,amount#2] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_sort_lost(plan: SparkPlan) -> Iterator[Found]:
    """All rows are sorted across machines, and then mixed again.

    ## Why it matters
    A global sort reads its input twice (once to find the ranges), moves all rows and sorts them; the shuffle, join or
    aggregate after it puts them into another order.

    ## Instead
    Leave the sort out, or make it the last step; `sortWithinPartitions` after the repartition, where files shall be
    sorted.

    ## When it stays silent
    Where the sorted rows are the result, are limited, are written or numbered by a window.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Sort"):
        if not _global(node):
            continue
        later = next((one for one in node.above() if one.operator not in _KEEPING), None)
        if later is None:
            continue
        shuffle = shuffle_of(later)
        mixed = shuffle is not None and shuffle.partitions != 1 and shuffle.by in ("hash", "round robin", "range")
        if mixed or later.operator in AGGREGATES or later.operator in JOINS - {"BroadcastHashJoin"}:
            keys = short(node.details.get("Arguments") or node.arguments, 80)
            yield found_at(
                node,
                f"{side(node)} is sorted as a whole by {keys}, and `{later.operator}` at line {later.line} mixes it "
                "again.",
                keys,
            )


def _global(node: PlanNode) -> bool:
    """Whether the rows of all partitions are put into one order: by ranges, or in one partition."""
    told = node.details.get("Arguments") or node.arguments
    if ", true, 0" not in told:
        return False
    return any((shuffle := shuffle_of(one)) is not None and shuffle.by == "range" for one in through(node, "Project"))
