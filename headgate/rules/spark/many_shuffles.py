"""One result takes very many shuffles."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MOVING = api.WIDE - {"agg", "pivot", "crossJoin"}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders")
            first = df.distinct().sort("a").join(df, "a").sort("b").join(df, "b").sort("c").join(df, "c").sort("d")
            second = first.join(df, "d").sort("e").join(df, "e").sort("f").join(df, "f").sort("g").join(df, "g")
            last = second.sort("h").join(df, "h").distinct().sort("i").distinct().sort("j")
            """,
            6,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders").join(spark.table("shop.customers"), "id").groupBy("country").count()
            """,
            path="job.py",
        ),
    ],
)
def many_shuffles(program: SparkProgram) -> Iterator[Found]:
    """One result takes very many shuffles.

    ## Why it matters

    Each join, grouping, sort and `distinct` moves all rows between machines and writes them to disk. A plan with
    dozens of them is slow, hard to tune, and recomputed from the start when a late one fails.

    ## Instead

    Leave out sorts and repartitions that a later shuffle undoes, group and join by the same keys one after the
    other, and write down intermediate results.

    ## When it stays silent

    There are under `at_least` (20, which can be set) on the way to the result.

    ## Fix

    None is made by machine: which of them are needed is a matter of meaning.
    """
    least = program.option("spark/many-shuffles", "at_least", 20)
    shuffles: dict[int, int] = {}
    for call in program.calls:
        if call.result.sort not in (Sort.FRAME, Sort.GROUPED):
            continue
        below = [v for v in (call.receiver, *call.values()) if v is not None]
        before = sum(shuffles.get(id(value), 0) for value in {id(v): v for v in below}.values())
        own = int(call.method in _MOVING)
        if call.callee is not None and call.callee.returns is not None:
            own = shuffles.get(id(call.callee.returns), 0)
        shuffles[id(call.result)] = before + own
        if before < least <= before + own:
            yield Found(
                f"By here {describe(call.result)} takes {before + own} shuffles of its rows.", call.line, entity(call)
            )
