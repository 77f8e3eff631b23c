"""A plan compares every row with all rows of a broadcast table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import columns
from headgate.facts.spark.explain.joins import Join, join_of
from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.facts.spark.explain.sizes import FEW, most_rows
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_NULL_AWARE = re.compile(r"OR isnull\(")
_EITHER = re.compile(r" = [^()]{1,200}\) OR \(")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- BroadcastNestedLoopJoin BuildRight, LeftAnti, ((id#1 = id#9) OR isnull((id#1 = id#9)))
               :- FileScan parquet shop.orders[id#1,amount#2] Batched: true, Format: Parquet, PushedFilters: []
               +- BroadcastExchange IdentityBroadcastMode, [plan_id=273]
                  +- FileScan parquet shop.blocked[id#9] Batched: true, Format: Parquet, PushedFilters: []
            """,
            3,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- BroadcastNestedLoopJoin BuildRight, Inner
               :- FileScan parquet shop.orders[id#1,amount#2] Batched: true, Format: Parquet, PushedFilters: []
               +- BroadcastExchange IdentityBroadcastMode, [plan_id=273]
                  +- HashAggregate(keys=[], functions=[max(day#9)])
                     +- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=270]
                        +- HashAggregate(keys=[], functions=[partial_max(day#9)])
                           +- FileScan parquet shop.days[day#9] Batched: true, Format: Parquet, PushedFilters: []
            """,
            path=PLAN,
        ),
    ],
)
def plan_nested_loop_join(plan: SparkPlan) -> Iterator[Found]:
    """A plan compares every row with all rows of a broadcast table.

    ## Why it matters
    Without an equality to look up, each row of the large side walks through the whole broadcast table: a million rows
    against ten thousand are 10^10 comparisons, in one stage that looks as if it hung.

    ## Instead
    `NOT EXISTS` for `NOT IN`; two joins and a `UNION` for `a = b OR c = d`; a bucket as key beside a range; a key
    where it was forgotten.

    ## When it stays silent
    Where the plan proves that one side has few rows: one total, a limit, values written in the query.

    ## Fix
    None is made by machine: which key is meant, the plan does not tell.
    """
    for node in plan.named("BroadcastNestedLoopJoin"):
        join = join_of(node)
        if join is None or any((most_rows(one) or FEW + 1) <= FEW for one in (join.left, join.right)):
            continue
        small = join.left if join.build == "Left" else join.right
        large = join.right if join.build == "Left" else join.left
        yield found_at(
            node,
            f"Each row of {side(large)} is compared with all rows of {side(small)}: {_why(join)}.",
            f"{side(join.left)} {side(join.right)} {join.kind}",
        )


def _why(join: Join) -> str:
    told = join.condition
    if not told:
        return "the join has no condition" if join.node.details or join.node.arguments else "no key joins them"
    if _NULL_AWARE.search(told) and join.kind in ("LeftAnti", "ExistenceJoin"):
        return "`NOT IN` must look out for nulls, which `NOT EXISTS` need not"
    if _EITHER.search(told):
        return f"either of several equalities may hold, so none can be looked up ({short(told)})"
    if len(columns(told)) > 1:
        return f"{short(told)} is no equality that could be looked up"
    return f"{short(told)} speaks of one side only"
