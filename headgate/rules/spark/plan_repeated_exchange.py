"""The same rows are moved twice."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.canonical import canonical
from headgate.facts.spark.explain.model import Adaptive, PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import EXCHANGES
from headgate.facts.spark.explain.said import side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_MOST_EXCHANGES = 300


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            *(5) SortMergeJoin [customer_id#1L], [customer_id#5L], Inner
            :- *(2) Sort [customer_id#1L ASC NULLS FIRST], false, 0
            :  +- Exchange hashpartitioning(customer_id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=10]
            :     +- *(1) ColumnarToRow
            :        +- FileScan parquet shop.orders[customer_id#1L,amount#2] Batched: true, Format: Parquet
            +- *(4) Sort [customer_id#5L ASC NULLS FIRST], false, 0
               +- Exchange hashpartitioning(customer_id#5L, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                  +- *(3) ColumnarToRow
                     +- FileScan parquet shop.orders[customer_id#5L,amount#6] Batched: true, Format: Parquet
            """,
            8,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- SortMergeJoin [customer_id#1L], [customer_id#5L], Inner
               :- Sort [customer_id#1L ASC NULLS FIRST], false, 0
               :  +- Exchange hashpartitioning(customer_id#1L, 200), ENSURE_REQUIREMENTS, [plan_id=10]
               :     +- FileScan parquet shop.orders[customer_id#1L,amount#2] Batched: true, Format: Parquet
               +- Sort [customer_id#5L ASC NULLS FIRST], false, 0
                  +- Exchange hashpartitioning(customer_id#5L, 200), ENSURE_REQUIREMENTS, [plan_id=20]
                     +- FileScan parquet shop.orders[customer_id#5L,amount#6] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_repeated_exchange(plan: SparkPlan) -> Iterator[Found]:
    """The same rows are read and moved twice.

    ## Why it matters
    Spark uses an exchange again where it sees the same one twice (`ReusedExchange`). Here it did not, so the scan, the
    work on it and the shuffle are paid once more.

    ## Instead
    See that `spark.sql.exchange.reuse` is on; cache what both branches share, or write it to a table first.

    ## When it stays silent
    For plans that have not run under adaptive execution: exchanges are found to be equal only then. For exchanges
    that differ in anything, such as one more column.

    ## Fix
    None is made by machine.
    """
    exchanges = list(plan.named(*EXCHANGES))
    if plan.adaptive is Adaptive.INITIAL or len(exchanges) > _MOST_EXCHANGES:
        return
    first: dict[str, PlanNode] = {}
    again: dict[int, PlanNode] = {}
    for node in exchanges:
        form = canonical(node) if node.arguments or node.details else ""
        if not form or "..." in form or not any(one.operator.endswith("Scan") for one in node.below()):
            continue
        if form in first:
            again[id(node)] = first[form]
        else:
            first[form] = node
    for node in exchanges:
        if id(node) in again and not any(id(one) in again for one in node.above()):
            yield found_at(
                node,
                f"{side(node)} is read and moved again, as at line {again[id(node)].line}: the exchange is not reused.",
                side(node),
            )
