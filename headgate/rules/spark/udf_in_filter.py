"""A Python function decides which rows are kept."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    describe,
    entity,
    expressions,
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
            valid = F.udf(lambda name: name is not None, "boolean")
            orders = spark.table("shop.orders").filter(valid(F.col("name")))
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").filter(F.col("name").isNotNull())
            """,
            path="job.py",
        ),
    ],
)
def udf_in_filter(program: SparkProgram) -> Iterator[Found]:
    """A Python function decides which rows are kept.

    ## Why it matters

    Spark cannot push such a filter to the source or use statistics and partitions for it: every row is read and
    sent to Python only to be dropped.

    ## Instead

    Write the condition with columns; if that cannot be, filter by what can be said in columns first.

    ## When it stays silent

    The function is no Spark function, or the condition is made of columns.

    ## Fix

    None is made by machine: the condition has to be said in columns.
    """
    for call in program.named("filter", "where"):
        for value in call.values():
            for part in expressions(value):
                if part.call is None or part.sort is not Sort.COLUMN or part.call.receiver is not None:
                    continue
                made = part.call.result
                if made.function is not None and made.function.udf:
                    name = part.call.method
                    yield Found(
                        f"`{call.method}` on {describe(call.receiver)} asks Python's `{name}` for every row.",
                        call.line,
                        f"{entity(call)}.{name}",
                        end_line=call.end_line,
                    )
