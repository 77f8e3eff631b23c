"""A long chain of `withColumn` where one `select` would do."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Call,
    SparkProgram,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ADDING = ("withColumn", "withColumnRenamed")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = (
                spark.table("shop.orders")
                .withColumn("a", F.lit(1))
                .withColumn("b", F.lit(2))
                .withColumn("c", F.lit(3))
                .withColumn("d", F.lit(4))
                .withColumn("e", F.lit(5))
                .withColumn("f", F.lit(6))
            )
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders").withColumn("a", F.lit(1)).withColumn("b", F.lit(2))
            """,
            path="job.py",
        ),
    ],
)
def with_column_chain(program: SparkProgram) -> Iterator[Found]:
    """A long chain of `withColumn` where one `select` would do.

    ## Why it matters

    Every `withColumn` or `withColumnRenamed` adds a projection and has the whole plan analysed again. Catalyst
    merges the projections later, but the time of planning grows with the square of the chain.

    ## Instead

    `withColumns`, `withColumnsRenamed` (Spark 3.3 and 3.4) or one `select` name all columns at once.

    ## When it stays silent

    The chain is short: under `at_least` calls in a row, which is 6 and can be set.

    ## Fix

    None is made by machine: a later column may use an earlier one.
    """
    least = program.option("spark/with-column-chain", "at_least", 6)
    for call in program.named(*_ADDING):
        run = _run(call)
        if len(run) < least or any(user.method in _ADDING for user in program.uses.get(id(call.result), ())):
            continue
        first = run[-1]
        yield Found(
            f"{len(run)} calls of `{first.method}` and the like in a row; each has the whole plan analysed again.",
            first.line,
            entity(first),
            end_line=call.end_line,
        )


def _run(last: Call) -> list[Call]:
    """The calls that add or rename columns without a break, the last one first."""
    run = []
    for call in chain(last.result):
        if call.method not in _ADDING:
            break
        run.append(call)
    return run
