"""A filter on a partition column leaves no partition out."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import columns, conjuncts, key_of, name_of
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.said import short, side
from headgate.facts.spark.explain.scans import scan_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, condition, found_at, through
from headgate.rules.spark.plan_python_udf import functions_of


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            * Filter (3)
            +- * ColumnarToRow (2)
               +- Scan parquet shop.orders (1)


            (1) Scan parquet shop.orders
            Output [3]: [order_id#1L, amount#2, day#3]
            Batched: true
            Location: CatalogFileIndex [file:/lake/orders]
            ReadSchema: struct<order_id:bigint,amount:decimal(10,2)>

            (2) ColumnarToRow [codegen id : 1]
            Input [3]: [order_id#1L, amount#2, day#3]

            (3) Filter [codegen id : 1]
            Input [3]: [order_id#1L, amount#2, day#3]
            Condition : ((day#3 >= 2024-01-03) OR (order_id#1L = 3))
            """,
            2,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            * Filter (3)
            +- * ColumnarToRow (2)
               +- Scan parquet shop.orders (1)


            (1) Scan parquet shop.orders
            Output [2]: [order_id#1L, day#3]
            Batched: true
            Location: CatalogFileIndex [file:/lake/orders]
            PartitionFilters: [isnotnull(day#3), (year(day#3) = 2024)]
            ReadSchema: struct<order_id:bigint>

            (2) ColumnarToRow [codegen id : 1]
            Input [2]: [order_id#1L, day#3]

            (3) Filter [codegen id : 1]
            Input [2]: [order_id#1L, day#3]
            Condition : ((day#3 < 2024-06-01) OR (order_id#1L = 3))
            """,
            path=PLAN,
        ),
    ],
)
def plan_partitions_not_pruned(plan: SparkPlan) -> Iterator[Found]:
    """A filter on a partition column leaves no partition out.

    ## Why it matters
    The table is laid out by that column so that a query reads one day and not five years; here every folder is listed
    and read, and the condition is asked of each row afterwards.

    ## Instead
    A condition of its own on the partition column, without a Python function and outside of an `OR` with other
    columns; `day >= … AND (day >= … OR id = 3)` where it must be one.

    ## When it stays silent
    Where any filter on that column is among the scan's partition filters; where the plan does not tell which columns
    are partitions.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Filter"):
        passed = list(through(node, "BatchEvalPython", "ArrowEvalPython", "Project"))
        scan = scan_of(passed[-1]) if passed else None
        if scan is None or not scan.partitions or scan.partition_filters is None:
            continue
        pruned = {key_of(column) for one in scan.partition_filters for column in columns(one)}
        for part in conjuncts(condition(node)):
            asked = _asked(part, passed)
            for column in scan.partitions:
                if key_of(column) in asked and key_of(column) not in pruned and not part.startswith("isnotnull("):
                    yield found_at(
                        node,
                        f"{short(part)} is asked of every row of {side(scan.node)}: no partition by "
                        f"`{name_of(column)}` is left out.",
                        part,
                    )


def _asked(part: str, passed: list[PlanNode]) -> set[str]:
    """The columns that a condition hangs on, also through a Python function."""
    if "pythonUDF" not in part:
        return {key_of(column) for column in columns(part)}
    calls = [node for node in passed if node.operator.endswith("EvalPython") and functions_of(node)]
    told = [node.details.get("Arguments") or node.arguments for node in calls]
    return {key_of(column) for one in told for column in columns(one)}
