"""A `when` without `otherwise` is part of a calculation."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import SparkProgram, entity, expressions
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ARITHMETIC = frozenset(("+", "-", "*", "/"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            total = orders.withColumn("total", F.col("price") - F.when(F.col("vip"), F.col("price") * 0.1))
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            total = orders.withColumn("total", F.col("price") - F.when(F.col("vip"), F.col("price") * 0.1).otherwise(0))
            share = orders.agg(F.sum(F.when(F.col("vip"), 1)) / F.count("*"))
            """,
            path="job.py",
        ),
    ],
)
def null_branch_in_arithmetic(program: SparkProgram) -> Iterator[Found]:
    """A `when` without `otherwise` is part of a calculation.

    ## Why it matters

    Rows that no branch takes give NULL, and NULL plus anything is NULL: the whole result is lost for them, and sums
    leave those rows out without a word.

    ## Instead

    `.otherwise(0)`, or whatever the missing branch is worth.

    ## When it stays silent

    It stands alone, in an aggregate (which leaves NULL out by intent) or in `coalesce`.

    ## Fix

    None is made by machine: what the missing branch is worth is not told.
    """
    reported: set[int] = set()
    for call in program.calls:
        for value in call.values():
            for part in expressions(value):
                if part.operator not in _ARITHMETIC or part.line in reported:
                    continue
                if any(one.call is not None and one.call.method == "when" for one in part.parts):
                    reported.add(part.line)
                    told = (
                        f"`{part.operator}` with a `when` that has no `otherwise` is NULL for the rows it leaves out."
                    )
                    yield Found(told, part.line, f"{entity(call)}.{part.operator}")
