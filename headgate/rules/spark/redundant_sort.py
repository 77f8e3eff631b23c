"""A sort is undone by what follows."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    chain,
    entity,
    expressions,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_UNDOING = ("groupBy", "distinct", "orderBy", "sort", "join", "repartition")
_KEEPING = ("filter", "where", "withColumnRenamed", "drop")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            sums = spark.table("shop.orders").orderBy("day").groupBy("country").count()
            last = spark.table("shop.orders").orderBy("day").filter("amount > 0").orderBy("amount")
            """,
            3,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            top = spark.table("shop.orders").orderBy("amount").limit(10).groupBy("country").count()
            """,
            path="job.py",
        ),
    ],
)
def redundant_sort(program: SparkProgram) -> Iterator[Found]:
    """A sort is undone by what follows.

    ## Why it matters

    Grouping, joining, `distinct` and `repartition` shuffle the rows and lose the order; a second sort replaces the
    first. The first one was paid for nothing.

    ## Instead

    Sort once, last.

    ## When it stays silent

    The rows are limited or numbered between the two, or the later step keeps the order.

    ## Fix

    None is made by machine: removing a line of a chain may leave `first` or `collect_list` without the order that
    it, wrongly, counts on.
    """
    for call in program.named(*_UNDOING):
        for step in chain(call.receiver):
            if step.method in ("orderBy", "sort") and step.on is Sort.FRAME:
                yield Found(
                    f"The order by `{step.method}` is lost in `{call.method}` right after it.", step.line, entity(step)
                )
                break
            if step.method not in _KEEPING or any(
                True for value in step.values() for p in expressions(value) if p.operator == "window"
            ):
                break
