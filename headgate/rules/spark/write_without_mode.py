"""A write does not say what becomes of rows that are there."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_WRITING = ("save", "saveAsTable", "parquet", "csv", "json", "orc", "text", "jdbc", "avro", "delta")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").write.parquet("s3://lake/orders")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").write.mode("error").parquet("s3://lake/orders")
            spark.table("shop.orders").write.insertInto("shop.copy")
            """,
            path="job.py",
        ),
    ],
)
def write_without_mode(program: SparkProgram) -> Iterator[Found]:
    """A write does not say what becomes of rows that are there.

    ## Why it matters

    The default fails when the target exists: the first run works, the second does not.

    ## Instead

    `mode("append")`, `mode("overwrite")` or `mode("error")`, stated.

    ## When it stays silent

    A mode is given, or the write is a stream or `insertInto`.

    ## Fix

    None is made by machine: the mode is a decision.
    """
    for call in program.calls:
        if call.on is not Sort.WRITER or call.method not in _WRITING or "mode" in call.keywords:
            continue
        names = [step.method for step in chain(call.result)]
        if "mode" not in names and "writeStream" not in names and "writeTo" not in names:
            yield Found(f"`{call.method}` fails when its target exists.", call.line, entity(call))
