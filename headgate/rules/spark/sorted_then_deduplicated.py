"""Rows are sorted so that `dropDuplicates` keeps the first, which it does not."""

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


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            latest = spark.table("shop.orders").orderBy(F.desc("ordered_at")).dropDuplicates(["customer_id"])
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            unique = spark.table("shop.orders").orderBy(F.desc("ordered_at")).dropDuplicates()
            """,
            path="job.py",
        ),
    ],
)
def sorted_then_deduplicated(program: SparkProgram) -> Iterator[Found]:
    """Rows are sorted so that `dropDuplicates` keeps the first, which it does not.

    ## Why it matters

    `dropDuplicates` shuffles by its keys and keeps whichever row arrives first. The order of a sort before it is
    lost, so another row can stay in each run: old values win now and then.

    ## Instead

    A window: `row_number().over(Window.partitionBy(keys).orderBy(…)) == 1`; or `groupBy(keys).agg(max_by(…))`.

    ## When it stays silent

    `dropDuplicates` has no columns (equal rows are equal), or the sort is within a window.

    ## Fix

    None is made by machine: which row should stay is for the author to say.
    """
    for call in program.named("dropDuplicates", "drop_duplicates"):
        if not call.arguments and not call.keywords:
            continue
        for step in chain(call.receiver):
            if step.method in ("orderBy", "sort") and step.on is Sort.FRAME:
                yield Found(
                    f"The order of line {step.line} is lost in `{call.method}`: any row of each key can stay.",
                    call.line,
                    entity(call),
                )
                break
            if step.method not in ("filter", "where", "select", "withColumn", "withColumnRenamed", "drop", "coalesce"):
                break
