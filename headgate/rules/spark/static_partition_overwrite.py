"""Overwriting a partitioned target drops every other partition."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
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
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").write.partitionBy("day").mode("overwrite").parquet("s3://lake/orders")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
            spark.table("shop.orders").write.partitionBy("day").mode("overwrite").parquet("s3://lake/orders")
            """,
            path="job.py",
        ),
    ],
)
def static_partition_overwrite(program: SparkProgram) -> Iterator[Found]:
    """Overwriting a partitioned target drops every other partition.

    ## Why it matters

    With the default `spark.sql.sources.partitionOverwriteMode=static`, `mode("overwrite")` deletes all partitions
    of the target, not only those that are written.

    ## Instead

    Set `partitionOverwriteMode` to `dynamic`, on the session or as an option of the write; `replaceWhere` for
    Delta.

    ## When it stays silent

    The program sets the mode, the write has `replaceWhere`, or the target is not partitioned.

    ## Fix

    None is made by machine: a full replacement may be meant.
    """
    texts = {
        value.text for call in program.calls if call.method in ("set", "config", "option") for value in call.arguments
    }
    if any(text and text.lower().endswith("partitionoverwritemode") for text in texts) or "replaceWhere" in texts:
        return
    for call in program.calls:
        if call.on is not Sort.WRITER or call.method not in api.WRITES:
            continue
        steps = list(chain(call.result))
        overwrites = any(s.method == "mode" and s.arguments and s.arguments[0].text == "overwrite" for s in steps)
        if (overwrites or _given(call)) and (
            any(s.method == "partitionBy" for s in steps) or "partitionBy" in call.keywords
        ):
            yield Found(
                f"`{call.method}` overwrites all partitions of its target, also those that this run does not write.",
                call.line,
                entity(call),
            )


def _given(call: Call) -> bool:
    mode = call.keywords.get("mode")
    return mode is not None and mode.text == "overwrite"
