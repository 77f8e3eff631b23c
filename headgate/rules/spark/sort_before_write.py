"""All rows are sorted before they are written."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
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
            spark.table("shop.orders").orderBy("amount").write.mode("append").parquet("s3://lake/orders")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").sortWithinPartitions("amount").write.mode("append").parquet("s3://lake/orders")
            """,
            path="job.py",
        ),
    ],
)
def sort_before_write(program: SparkProgram) -> Iterator[Found]:
    """All rows are sorted before they are written.

    ## Why it matters

    A global sort samples the data, shuffles and sorts everything; most readers of files and tables see no order.

    ## Instead

    `sortWithinPartitions` for compression and statistics within files, a table format's own clustering, or no sort.

    ## When it stays silent

    The result is limited, the output is one partition, or the sort is within partitions.

    ## Fix

    None is made by machine: whether a reader counts on the order is not told.
    """
    for call in program.named("write", "writeTo"):
        before = call.receiver.call if call.receiver else None
        if before is not None and before.method in ("orderBy", "sort"):
            yield Found(
                f"{describe(before.receiver)} is sorted as a whole right before it is written.",
                before.line,
                entity(before),
            )
