"""A column of another DataFrame is used."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Value,
    ancestors,
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
            orders = spark.table("shop.orders")
            customers = spark.table("shop.customers")
            large = orders.filter(customers.amount > 10)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            customers = spark.table("shop.customers")
            joined = orders.join(customers, orders.customer_id == customers.id)
            large = joined.filter(customers.amount > 10).select(orders.id)
            """,
            path="job.py",
        ),
    ],
)
def column_of_another_frame(program: SparkProgram) -> Iterator[Found]:
    """A column of another DataFrame is used.

    ## Why it matters

    A column knows the DataFrame it was taken from. Used on one that was not made from it, the query fails with
    `AnalysisException` (missing attribute), or, after a self join, means the wrong side.

    ## Instead

    `F.col("name")`, or join the other DataFrame first.

    ## When it stays silent

    The DataFrame was made from the column's own, through joins too, or its origin is not seen.

    ## Fix

    None is made by machine: whether a join is missing or the name is wrong is not told.
    """
    for call in program.named("filter", "where", "select", "withColumn", "orderBy", "sort", "groupBy"):
        if call.receiver is None:
            continue
        family = list(ancestors(call.receiver))
        if any(_open(value) for value in family):
            continue
        known = {id(value) for value in family}
        for value in call.values():
            for part in expressions(value):
                if part.sort is Sort.COLUMN and part.column and part.of is not None and _apart(part.of, known):
                    yield Found(
                        f"`{call.method}` on {describe(call.receiver)} uses `{part.column}` of {describe(part.of)}, "
                        "which it was not made from.",
                        call.line,
                        f"{entity(call)}.{part.column}",
                    )


def _open(value: Value) -> bool:
    """Whether some of what `value` is made from is not seen."""
    return (value.call is None and (value.parameter or value.operator == "branch")) or (
        value.call is not None and value.call.callee is not None
    )


def _apart(other: Value, family: set[int]) -> bool:
    """Whether `other` is not among the family, nor made from one of it (which Spark often resolves)."""
    origins = list(ancestors(other))
    if any(_open(value) for value in origins) or not other.name:
        return False
    return all(id(value) not in family for value in origins)
