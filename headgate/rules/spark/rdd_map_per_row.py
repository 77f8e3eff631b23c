"""A function runs on an RDD row by row where one call for each partition would do."""

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
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            names = spark.table("shop.orders").rdd.map(lambda row: parse(row.name))
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            names = spark.table("shop.orders").rdd.mapPartitions(parse_all)
            """,
            path="job.py",
        ),
    ],
)
def rdd_map_per_row(program: SparkProgram) -> Iterator[Found]:
    """A function runs on an RDD row by row where one call for each partition would do.

    ## Why it matters

    `map` calls the function once for each row. What the function sets up, such as a connection, a parser or a
    model, is set up millions of times.

    ## Instead

    `mapPartitions` with a generator sets up once; better still, DataFrame functions or `mapInPandas`.

    ## When it stays silent

    The value is not the RDD of a DataFrame, or `mapPartitions` is used.

    ## Fix

    None is made by machine: what belongs before the loop is for its author to say.
    """
    for call in program.named("map", on=(Sort.RDD,)):
        if call.receiver is not None and call.receiver.call is not None and call.receiver.call.method == "rdd":
            yield Found(
                f"`map` calls its function once for each row of {describe(call.receiver)}.", call.line, entity(call)
            )
