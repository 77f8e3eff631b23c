"""Emptiness is asked of an RDD."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    chain,
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
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            if spark.table("shop.orders").rdd.isEmpty():
                raise ValueError("no orders")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            if spark.table("shop.orders").isEmpty():
                raise ValueError("no orders")
            """,
            path="job.py",
        ),
    ],
)
def rdd_emptiness(program: SparkProgram) -> Iterator[Found]:
    """Emptiness is asked of an RDD.

    ## Why it matters

    `df.rdd.isEmpty()` converts the plan to Python rows before it looks at the first; `df.isEmpty()` (Spark 3.3 and
    later) lets Catalyst read one row of no columns.

    ## Instead

    `df.isEmpty()`, or `df.limit(1).count() == 0` before Spark 3.3.

    ## When it stays silent

    The RDD was not made from a DataFrame.

    ## Fix

    None is made by machine: the Spark version decides which form there is.
    """
    for call in program.named("isEmpty", on=(Sort.RDD,)):
        if call.receiver is not None and any(step.method == "rdd" for step in chain(call.receiver)):
            yield Found(
                f"`rdd.isEmpty()` turns {describe(call.receiver)} into Python rows to see whether there is one.",
                call.line,
                entity(call),
            )
