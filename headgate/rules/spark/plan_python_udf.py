"""A plan sends rows to Python one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.expressions import closing, listed, plain
from headgate.facts.spark.explain.model import PlanNode, SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, found_at

_NAME = re.compile(r"([^()\s]{1,100})\(")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            *(2) Project [order_id#1L, pythonUDF0#9 AS label#5]
            +- BatchEvalPython [label(order_id#1L)#4], [pythonUDF0#9]
               +- *(1) ColumnarToRow
                  +- FileScan parquet shop.orders[order_id#1L] Batched: true, Format: Parquet, PushedFilters: []
            """,
            3,
            path=PLAN,
        ),
        silent(
            """
            == Physical Plan ==
            *(2) Project [order_id#1L, pythonUDF0#9 AS label#5]
            +- ArrowEvalPython [label(order_id#1L)#4], [pythonUDF0#9], 200
               +- *(1) ColumnarToRow
                  +- FileScan parquet shop.orders[order_id#1L] Batched: true, Format: Parquet, PushedFilters: []
            """,
            path=PLAN,
        ),
    ],
)
def plan_python_udf(plan: SparkPlan) -> Iterator[Found]:
    """A plan sends rows to Python one by one.

    ## Why it matters
    Each row is pickled, sent to another process, unpickled, and all of it back; whole-stage code ends there, and the
    optimizer cannot look inside. Ten to a hundred times the price of a built-in function.

    ## Instead
    A built-in function or SQL expression; where it must be Python, `pandas_udf`, or `udf(…, useArrow=True)`
    since Spark 3.5.

    ## When it stays silent
    With Arrow batches (`ArrowEvalPython`, `mapInPandas`).

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("BatchEvalPython"):
        functions = functions_of(node)
        told = ", ".join(f"`{name}`" for name in functions[:5]) or "a Python function"
        yield found_at(
            node, f"{told} gets the rows of {side(node)} one by one, in another process.", " ".join(functions)
        )


def functions_of(node: PlanNode) -> list[str]:
    """Names of the Python functions that an operator calls."""
    told = node.details.get("Arguments") or node.arguments
    if not told.startswith("["):
        return []
    calls = listed(told[: closing(told) + 1])
    return list(dict.fromkeys(name for call in calls for name in _NAME.findall(plain(call))[:1]))
