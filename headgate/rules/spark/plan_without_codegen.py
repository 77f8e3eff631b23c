"""No stage of a plan is compiled as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.explain.model import Adaptive, Engine, Form, SparkPlan
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_COMPILED = frozenset({"Project", "Filter", "HashAggregate", "Sort", "SortMergeJoin", "BroadcastHashJoin"})
_ENOUGH = 4
"""Operators that would be compiled; fewer may each have a reason of its own."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            HashAggregate(keys=[day#3], functions=[sum(amount#2)])
            +- Exchange hashpartitioning(day#3, 200), ENSURE_REQUIREMENTS, [plan_id=12]
               +- HashAggregate(keys=[day#3], functions=[partial_sum(amount#2)])
                  +- Project [amount#2, day#3]
                     +- Filter (amount#2 > 5)
                        +- ColumnarToRow
                           +- FileScan parquet shop.orders[amount#2,day#3] Batched: true, Format: Parquet
            """,
            2,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            AdaptiveSparkPlan isFinalPlan=false
            +- HashAggregate(keys=[day#3], functions=[sum(amount#2)])
               +- Exchange hashpartitioning(day#3, 200), ENSURE_REQUIREMENTS, [plan_id=12]
                  +- HashAggregate(keys=[day#3], functions=[partial_sum(amount#2)])
                     +- Project [amount#2, day#3]
                        +- Filter (amount#2 > 5)
                           +- FileScan parquet shop.orders[amount#2,day#3] Batched: true, Format: Parquet
            """,
            path=PLAN,
        ),
    ],
)
def plan_without_codegen(plan: SparkPlan) -> Iterator[Found]:
    """No stage of a plan is compiled as a whole.

    ## Why it matters
    Spark turns the operators of a stage into one Java function (the star before their names). Without it, each row
    goes through a virtual call and a boxed value per operator: several times the processor time.

    ## Instead
    See whether `spark.sql.codegen.wholeStage` is off; more than 100 columns (`spark.sql.codegen.maxFields`) or a
    function too large for the JVM turn it off in silence: select less, or break the projection up with a cache.

    ## When it stays silent
    For adaptive plans that have not run, whose stages are made later; for other engines; where any operator is
    compiled, or fewer than four could be.

    ## Fix
    None is made by machine.
    """
    root = plan.physical
    if root is None or plan.adaptive is Adaptive.INITIAL or plan.form is Form.CODEGEN:
        return
    if any(node.codegen or node.engine is not Engine.SPARK for node in plan.nodes):
        return
    could = [node for node in plan.nodes if node.operator in _COMPILED and not _within_unrun(node.operator)]
    if len(could) >= _ENOUGH:
        yield found_at(
            could[0],
            f"None of {len(could)} operators is part of a compiled stage, though Spark can compile all of them.",
            "whole plan",
        )


def _within_unrun(operator: str) -> bool:
    return operator.startswith("Subquery")
