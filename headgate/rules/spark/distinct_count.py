"""Distinct rows are made only to be counted."""

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
            customers = spark.table("shop.orders").distinct().count()
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            customers = spark.table("shop.orders").agg(F.countDistinct("customer_id")).collect()
            """,
            path="job.py",
        ),
    ],
)
def distinct_count(program: SparkProgram) -> Iterator[Found]:
    """Distinct rows are made only to be counted.

    ## Why it matters

    `distinct().count()` shuffles whole rows; counting distinct keys needs the keys alone, and an estimate needs no
    shuffle of rows at all.

    ## Instead

    `F.countDistinct` on the key, or `F.approx_count_distinct` where a few percent do not matter.

    ## When it stays silent

    The distinct rows are used for something else too.

    ## Fix

    None is made by machine: which columns are the key is not told.
    """
    for call in program.named("count"):
        before = call.receiver.call if call.receiver else None
        if before is None or before.method not in ("distinct", "dropDuplicates", "drop_duplicates") or before.arguments:
            continue
        if len(program.uses.get(id(before.result), ())) == 1:
            yield Found(
                f"{describe(before.receiver)} is made distinct, row by row, only to be counted.",
                call.line,
                entity(call),
            )
