"""A plan joins every row with every row."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.joins import join_of
from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.facts.spark.explain.sizes import FEW, most_rows
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            CartesianProduct (order_day#1 > start_day#3)
            :- *(1) ColumnarToRow
            :  +- FileScan parquet shop.orders[order_day#1,amount#2] Batched: true, Format: Parquet, PushedFilters: []
            +- *(2) ColumnarToRow
               +- FileScan parquet shop.campaigns[start_day#3] Batched: true, Format: Parquet, PushedFilters: []
            """,
            2,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            CartesianProduct (amount#2 > average#9)
            :- *(1) ColumnarToRow
            :  +- FileScan parquet shop.orders[amount#2] Batched: true, Format: Parquet, PushedFilters: []
            +- *(3) HashAggregate(keys=[], functions=[avg(amount#3)])
               +- Exchange SinglePartition, ENSURE_REQUIREMENTS, [plan_id=7]
                  +- *(2) HashAggregate(keys=[], functions=[partial_avg(amount#3)])
                     +- FileScan parquet shop.orders[amount#3] Batched: true, Format: Parquet, PushedFilters: []
            """,
            path=PLAN,
        ),
    ],
)
def plan_cartesian_product(plan: SparkPlan) -> Iterator[Found]:
    """A plan joins every row of one input with every row of the other.

    ## Why it matters
    Rows multiply: a million by a million is 10^12 pairs, each of which is made before the condition is asked. No
    number of machines outgrows that.

    ## Instead
    Give the join a key that both sides share (`a.id = b.id`); turn a range into a bucket that can be a key (a day, an
    hour, a prefix); broadcast the side that is small.

    ## When it stays silent
    Where the plan proves that one side has few rows: one total, a limit, values written in the query.

    ## Fix
    None is made by machine: which key is meant, the plan does not tell.
    """
    for node in plan.named("CartesianProduct"):
        join = join_of(node)
        if join is None or any((most_rows(one) or FEW + 1) <= FEW for one in (join.left, join.right)):
            continue
        asked = f"; {short(join.condition)} is asked of each pair" if join.condition else ""
        yield found_at(
            node,
            f"Every row of {side(join.left)} meets every row of {side(join.right)}: no key joins them{asked}.",
            f"{side(join.left)} {side(join.right)}",
        )
