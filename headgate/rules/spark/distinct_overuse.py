"""`distinct` runs again and again."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    SparkProgram,
    chain,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MANY = 6
_FEW_TURNS = 3


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders")
            for day in range(30):
                df = df.union(spark.table("shop.more")).distinct()
                df = df.localCheckpoint()
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            df = spark.table("shop.orders").distinct()
            """,
            path="job.py",
        ),
    ],
)
def distinct_overuse(program: SparkProgram) -> Iterator[Found]:
    """`distinct` runs again and again.

    ## Why it matters

    Each `distinct` shuffles every row by every column. Many of them, or one in a loop, usually paper over a join
    that multiplies rows.

    ## Instead

    Find what multiplies the rows; keep one `dropDuplicates` on the key where it is needed.

    ## When it stays silent

    There are at most five in a function, and none in a loop that carries its result on.

    ## Fix

    None is made by machine: the cause is elsewhere.
    """
    counted: dict[int, int] = {}
    for call in program.named("distinct", "dropDuplicates", "drop_duplicates"):
        if call.loops and call.loops[-1].form != "comprehension" and (call.loops[-1].turns or 10) > _FEW_TURNS:
            carried = any(b.loops and any(step is call for step in chain(b.value)) for b in program.bindings)
            if carried and call.method == "distinct":
                yield Found(
                    f"`{call.method}` on {describe(call.receiver)} shuffles every row in each turn of the loop.",
                    call.line,
                    entity(call),
                )
            continue
        place = id(call.function)
        counted[place] = counted.get(place, 0) + (call.method == "distinct")
        if counted[place] == _MANY and call.method == "distinct":
            where = f"`{call.function.name}`" if call.function else "the module"
            yield Found(
                f"This is `distinct` number {_MANY} in {where}; each shuffles every row.", call.line, entity(call)
            )
