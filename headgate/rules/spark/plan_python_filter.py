"""A plan filters by a Python function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.said import side
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._plans import PLAN, condition, found_at, through
from headgate.rules.spark.plan_python_udf import functions_of

_RESULT = re.compile(r"\bpythonUDF\d+#")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            == Physical Plan ==
            *(2) Project [order_id#1L]
            +- *(2) Filter pythonUDF0#9: boolean
               +- BatchEvalPython [is_good(order_id#1L)#4], [pythonUDF0#9]
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
            +- BatchEvalPython [label(order_id#1L)#4], [pythonUDF0#9]
               +- *(1) Filter (order_id#1L > 5)
                  +- *(1) ColumnarToRow
                     +- FileScan parquet shop.orders[order_id#1L] Batched: true, Format: Parquet, PushedFilters: []
            """,
            path=PLAN,
        ),
    ],
)
def plan_python_filter(plan: SparkPlan) -> Iterator[Found]:
    """A plan filters by a Python function.

    ## Why it matters
    All rows are read and sent to Python only to learn that most are not wanted: neither the source nor a partition
    can be left out, since nobody but Python knows the condition.

    ## Instead
    Write the condition with built-in functions; or put before it whatever of it can be so written.

    ## When it stays silent
    Where Python's answer is selected, and not filtered by.

    ## Fix
    None here: the code is elsewhere.
    """
    for node in plan.named("Filter"):
        if not _RESULT.search(condition(node)):
            continue
        for below in through(node, "Project", "BatchEvalPython", "ArrowEvalPython"):
            if below.operator in ("BatchEvalPython", "ArrowEvalPython"):
                functions = functions_of(below)
                told = ", ".join(f"`{name}`" for name in functions[:5]) or "a Python function"
                yield found_at(
                    node,
                    f"Rows of {side(below)} are kept or dropped by {told}: all of them are read and sent to Python "
                    "first, and no filter reaches the source.",
                    " ".join(functions),
                )
                break
