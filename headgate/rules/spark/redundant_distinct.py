"""Rows are shuffled twice where once would do."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DISTINCT = ("distinct", "dropDuplicates", "drop_duplicates")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            sums = spark.table("shop.orders").groupBy("country").agg(F.sum("amount")).distinct()
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            countries = spark.table("shop.orders").groupBy("country", "day").count().select("country").distinct()
            """,
            path="job.py",
        ),
    ],
)
def redundant_distinct(program: SparkProgram) -> Iterator[Found]:
    """Rows are shuffled twice where once would do.

    ## Why it matters

    A grouping gives each combination of its keys once, so `distinct` after it shuffles again and finds nothing; a
    `distinct` or `repartition` before another shuffle moves rows that are moved again.

    ## Instead

    Leave the second one out; where duplicates must not count twice, say `countDistinct` or `dropDuplicates` on the
    keys.

    ## When it stays silent

    Columns are selected between the two, so that the keys may be gone.

    ## Fix

    None is made by machine: removing a shuffle may leave a sort or a number of files to something else.
    """
    for call in program.calls:
        before = call.receiver.call if call.receiver is not None else None
        if before is None or call.on not in (Sort.FRAME, Sort.GROUPED):
            continue
        if call.method in _DISTINCT and not call.arguments and before.on is Sort.GROUPED:
            why = f"after the grouping each of its rows is there once, so `{call.method}` shuffles for nothing"
        elif call.method in api.GROUPING and before.method == "distinct":
            why = f"`distinct` shuffles all rows by every column, and `{call.method}` shuffles them again"
        elif call.method in _DISTINCT and before.method in _DISTINCT and not before.arguments:
            why = f"`{before.method}` has done what `{call.method}` does"
        elif call.method in ("repartition", "coalesce") and before.method == "repartition":
            why = f"`{call.method}` undoes the `repartition` before it"
        else:
            continue
        yield Found(f"In {describe(call.result)}, {why}.", call.line, entity(call))
