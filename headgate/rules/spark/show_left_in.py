"""Rows are printed in a job."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.show()
            orders.write.mode("append").saveAsTable("shop.copy")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.write.mode("append").saveAsTable("shop.copy")
            """,
            path="job.py",
        ),
    ],
)
def show_left_in(program: SparkProgram) -> Iterator[Found]:
    """Rows are printed in a job.

    ## Why it matters

    `show` and `display` run the plan to print some rows to a log that nobody reads; personal data may end up there.

    ## Instead

    Remove it, or log a count that the job needs anyway.

    ## When it stays silent

    The file is a notebook, or runs as a script that prints (`if __name__`), which is not known here.

    ## Fix

    None is made by machine: the print may be the purpose.
    """
    if program.path.endswith(".ipynb"):
        return
    for call in program.named("show", "display"):
        yield Found(
            f"`{call.method}` runs the plan of {describe(call.receiver)} to print rows.", call.line, entity(call)
        )
    for call in program.calls:
        if (
            call.method == "display"
            and call.receiver is None
            and call.arguments
            and call.arguments[0].sort is Sort.FRAME
        ):
            yield Found("`display` runs the plan to print rows.", call.line, entity(call))
