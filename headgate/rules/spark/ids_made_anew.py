"""Random values or row numbers are made anew for each output."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.api import PINNING, is_action
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, ancestors, entity, expressions
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ANEW = frozenset(("rand", "randn", "uuid", "monotonically_increasing_id"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").withColumn("u", F.monotonically_increasing_id())
            orders.select("id", "u").write.mode("append").saveAsTable("shop.ids")
            orders.write.mode("append").saveAsTable("shop.numbered")
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").withColumn("u", F.monotonically_increasing_id()).cache()
            orders.select("id", "u").write.mode("append").saveAsTable("shop.ids")
            orders.write.mode("append").saveAsTable("shop.numbered")
            """,
            path="job.py",
        ),
    ],
)
def ids_made_anew(program: SparkProgram) -> Iterator[Found]:
    """Random values or row numbers are made anew for each output.

    ## Why it matters

    Nothing is kept between two actions: each computes the DataFrame from its sources, and `uuid`, `rand` and
    `monotonically_increasing_id` give other values the second time. What is written to one table does not match
    what is written to the other.

    ## Instead

    Write the first table and read it back for the second; or checkpoint. `cache` helps only as long as no executor
    is lost.

    ## When it stays silent

    The DataFrame is kept (`cache`, `persist`, `checkpoint`) before both, only one output is written, or a seed is
    given.

    ## Fix

    None is made by machine.
    """
    writes = [call for call in program.calls if call.on is Sort.WRITER and is_action(call.method, call.on)]
    above = [{id(older) for older in ancestors(call.receiver)} if call.receiver else set() for call in writes]
    for made in program.named("withColumn", "select", "withColumns"):
        name = next((one for value in made.values() for part in expressions(value) if (one := _anew(part))), "")
        users = [write for write, older in zip(writes, above, strict=True) if id(made.result) in older] if name else []
        if len(users) > 1 and not _kept(program, made, users):
            told = f"`{name}` of line {made.line} runs again for this write: the values differ from those at line "
            yield Found(f"{told}{users[0].line}.", users[1].line, f"{entity(made)}.{name}")


def _anew(value: Value) -> str:
    """The function that gives another value each time it runs; empty where the value is none's."""
    call = value.call
    if call is None or call.receiver is not None or call.method not in _ANEW or any(True for _ in call.values()):
        return ""
    return call.method


def _kept(program: SparkProgram, made: Call, users: list[Call]) -> bool:
    """Whether what was made is pinned, by itself or on the way to the outputs."""
    for pin in program.named(*(PINNING - {"unpersist"})):
        if pin.receiver is not None and any(older is made.result for older in ancestors(pin.receiver)):
            return True
    return any(user.loops for user in users)
