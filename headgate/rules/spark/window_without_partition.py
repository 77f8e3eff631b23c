"""A window has no `partitionBy`, so one task sorts all rows."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.plans import (
    bounded,
)
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, Window, functions as F
            spark = SparkSession.builder.getOrCreate()
            order = Window.orderBy("amount")
            ranked = spark.table("shop.orders").withColumn("rank", F.row_number().over(order))
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, Window, functions as F
            spark = SparkSession.builder.getOrCreate()
            order = Window.partitionBy("country").orderBy("amount")
            ranked = spark.table("shop.orders").withColumn("rank", F.row_number().over(order))
            top = spark.table("shop.orders").limit(10).withColumn("rank", F.row_number().over(Window.orderBy("amount")))
            """,
            path="job.py",
        ),
    ],
)
def window_without_partition(program: SparkProgram) -> Iterator[Found]:
    """A window has no `partitionBy`, so one task sorts all rows.

    ## Why it matters

    Spark moves every row into a single partition to number or sum them in order. It logs a warning and goes on;
    with real data that task spills, or dies.

    ## Instead

    Give the window a `partitionBy`. For a running number over everything use `zipWithIndex` or
    `monotonically_increasing_id`; for a total, aggregate and join.

    ## When it stays silent

    The window has a partition, is only named and never used, or runs over few rows.

    ## Fix

    None is made by machine: the partition is a question of meaning.
    """
    for call in program.named("over", on=(Sort.COLUMN,)):
        window = call.argument(0, "window")
        if window is None or window.sort is not Sort.WINDOW or window.parameter:
            continue
        steps = [step.method for step in chain(window)]
        if not steps or "partitionBy" in steps or _over_few_rows(program, call):
            continue
        yield Found(
            "The window has no `partitionBy`: all rows go to one task to be ordered there.",
            call.line,
            entity(call) if call.receiver and call.receiver.name else f"{_place(call)}.over",
            end_line=call.end_line,
        )


def _over_few_rows(program: SparkProgram, call: Call) -> bool:
    """Whether the DataFrame that gets the column has few rows or only groups in it."""
    users = [user for user in program.calls if user.statement == call.statement and user.on is Sort.FRAME]
    return any(
        bounded(user.receiver) or any(step.method in api.GROUPING for step in chain(user.receiver)) for user in users
    )


def _place(call: Call) -> str:
    return call.function.name if call.function else "module"
