"""A kept DataFrame is never let go."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    pins,
)
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Value,
    describe,
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
            def run():
                orders = spark.table("shop.orders").cache()
                print(orders.count())
                orders.write.mode("append").saveAsTable("shop.copy")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            def run():
                orders = spark.table("shop.orders").cache()
                print(orders.count())
                orders.unpersist()


            def load():
                return spark.table("shop.orders").cache()
            """,
            path="job.py",
        ),
    ],
)
def cache_without_unpersist(program: SparkProgram) -> Iterator[Found]:
    """A kept DataFrame is never let go.

    ## Why it matters

    `cache` and `persist` hold executor memory or disk until `unpersist`. In a long running session, a notebook or a
    job of many steps, what was kept early pushes out what is needed later.

    ## Instead

    Call `unpersist` when the last action on it has run.

    ## When it stays silent

    The DataFrame is handed on (returned, kept in an attribute, passed to other code), or `unpersist` is called on
    it, or the catalog's cache is cleared.

    ## Fix

    None is made by machine: the last use may be in other code.
    """
    if any(call.method in ("clearCache", "uncacheTable") for call in program.calls):
        return
    released = [call.receiver for call in program.named("unpersist", on=(Sort.FRAME, Sort.RDD)) if call.receiver]
    ids = {id(value) for held in released for value in _with_origin(held)}
    for call in pins(program):
        both = [value for value in (call.receiver, call.result) if value is not None]
        escapes = any(id(value) in program.escaping for value in both) and call.function is not None
        if escapes or any(id(value) in ids for value in both):
            continue
        if call.method == "cache" and not program.uses.get(id(call.result)) and not call.discarded:
            continue
        yield Found(f"{describe(call.receiver)} is kept by `{call.method}` and never let go.", call.line, entity(call))


def _with_origin(value: Value) -> list[Value]:
    """`value`, what it was kept from, and both sides of a branch."""
    found = [value, *value.parts]
    for part in tuple(found):
        if part.call is not None and part.call.method in ("cache", "persist") and part.call.receiver is not None:
            found.append(part.call.receiver)
    return found
