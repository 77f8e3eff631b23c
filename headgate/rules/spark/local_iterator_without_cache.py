"""`toLocalIterator` walks over a DataFrame that is not kept."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
    kept,
)
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    describe,
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
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").join(spark.table("shop.customers"), "id")
            for row in orders.toLocalIterator():
                print(row)
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").join(spark.table("shop.customers"), "id").cache()
            for row in orders.toLocalIterator():
                print(row)
            """,
            path="job.py",
        ),
    ],
)
def local_iterator_without_cache(program: SparkProgram) -> Iterator[Found]:
    """`toLocalIterator` walks over a DataFrame that is not kept.

    ## Why it matters

    It starts one job for each partition, one after the other. What is not kept is computed again from the last
    shuffle for each of them, while the driver waits; long jobs time out.

    ## Instead

    `cache` it and run an action first, or write it out and read the files.

    ## When it stays silent

    The DataFrame is kept by `cache`, `persist` or `checkpoint`, or has few rows.

    ## Fix

    None is made by machine: keeping costs memory that the code does not tell of.
    """
    for call in program.named("toLocalIterator", on=(Sort.FRAME, Sort.RDD)):
        if call.receiver is not None and not kept(program, call.receiver) and not bounded(call.receiver):
            yield Found(
                f"`toLocalIterator` runs a job for each partition of {describe(call.receiver)}, which is not kept.",
                call.line,
                entity(call),
            )
