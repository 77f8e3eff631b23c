"""`persist` does not say where to keep the rows."""

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
            orders = spark.sparkContext.textFile("s3://lake/orders").persist()
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            from pyspark import StorageLevel
            orders = spark.table("shop.orders").persist(StorageLevel.DISK_ONLY)
            """,
            path="job.py",
        ),
    ],
)
def persist_without_level(program: SparkProgram) -> Iterator[Found]:
    """`persist` does not say where to keep the rows.

    ## Why it matters

    The default differs: `MEMORY_AND_DISK_DESER` for DataFrames, `MEMORY_ONLY` for RDDs, where what does not fit is
    computed anew without a word.

    ## Instead

    State the level: `persist(StorageLevel.MEMORY_AND_DISK)`; or `cache`, where the default is meant.

    ## When it stays silent

    A level is given, or it is a DataFrame, whose default spills to disk (the option `frames` asks for those too).

    ## Fix

    None is made by machine: the level is a choice.
    """
    for call in program.named("persist", on=(Sort.FRAME, Sort.RDD)):
        wanted = call.on is Sort.RDD or program.option("spark/persist-without-level", "frames", 0)
        if wanted and not call.arguments and not call.keywords:
            yield Found(
                f"`persist` on {describe(call.receiver)} leaves the storage level to the default.",
                call.line,
                entity(call),
            )
