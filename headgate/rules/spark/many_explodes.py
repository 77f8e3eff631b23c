"""Several arrays are exploded."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.program import (
    SparkProgram,
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
            df = spark.table("shop.orders")
            a = df.select(F.explode("a"))
            b = df.select(F.explode("b"))
            c = df.select(F.explode("c"))
            d = df.select(F.explode("d"))
            e = df.select(F.explode("e"))
            f = df.select(F.explode("f"))
            g = df.select(F.explode("g"))
            h = df.select(F.explode("h"))
            """,
            11,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders").select(F.explode("items"))
            """,
            path="job.py",
        ),
    ],
)
def many_explodes(program: SparkProgram) -> Iterator[Found]:
    """Several arrays are exploded.

    ## Why it matters

    Each `explode` multiplies the rows by the length of its array; two on the same rows give the product of both
    lengths.

    ## Instead

    Explode one array at a time into a table of its own, `arrays_zip` parallel arrays and explode once, or use
    `transform` and `aggregate` without exploding.

    ## When it stays silent

    There are under `at_least` (8, which can be set) in one function; calls of a function of the file count with
    what it holds. `explode_outer` alone is spoken of only when the option `outer` is set.

    ## Fix

    None is made by machine: which arrays belong together is not told.
    """
    least = program.option("spark/many-explodes", "at_least", 8)
    own: dict[int, int] = {}
    for call in program.calls:
        if call.method in api.EXPLODES and call.receiver is None:
            own[id(call.function)] = own.get(id(call.function), 0) + 1
    counted: dict[int, int] = {}
    for call in program.calls:
        more = (
            own.get(id(call.callee), 0) if call.callee else int(call.method in api.EXPLODES and call.receiver is None)
        )
        before = counted.get(id(call.function), 0)
        counted[id(call.function)] = before + more
        if before < least <= before + more:
            where = f"`{call.function.name}`" if call.function else "The module"
            yield Found(
                f"{where} explodes {before + more} arrays by here; each multiplies its rows.", call.line, entity(call)
            )
        elif call.method == "explode_outer" and program.option("spark/many-explodes", "outer", 0):
            yield Found("`explode_outer` keeps a row of NULL for each empty array.", call.line, entity(call))
