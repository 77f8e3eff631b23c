"""Rows are shuffled only to set the number of files."""

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
            spark.table("shop.orders").repartition(64).write.mode("append").parquet("s3://lake/orders")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").repartition("day").write.partitionBy("day").mode("append").parquet("s3://lake/orders")
            """,
            path="job.py",
        ),
    ],
)
def repartition_before_write(program: SparkProgram) -> Iterator[Found]:
    """Rows are shuffled only to set the number of files.

    ## Why it matters

    `repartition` with a number moves all rows over the network before they are written.

    ## Instead

    `coalesce` to lower the number of files without a shuffle, the option `maxRecordsPerFile`, or `repartition` by
    the columns of `partitionBy`.

    ## When it stays silent

    Rows are repartitioned by columns, or something else runs before the write.

    ## Fix

    None is made by machine: the layout that readers need is not in the code.
    """
    for call in program.named("write"):
        before = call.receiver.call if call.receiver else None
        if before is None or before.method not in ("repartition",) or len(before.arguments) > 1:
            continue
        number = before.argument(0, "numPartitions")
        if number is not None and number.text is None and number.sort is not Sort.COLUMN:
            yield Found(
                f"{describe(before.receiver)} is shuffled whole right before it is written, for the number of files.",
                before.line,
                entity(before),
            )
