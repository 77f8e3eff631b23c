"""A DataFrame is kept and used only once."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    pins,
)
from headgate.facts.spark.program import (
    SparkProgram,
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
            orders = spark.table("shop.orders").cache()
            orders.write.mode("append").saveAsTable("shop.copy")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").cache()
            orders.write.mode("append").saveAsTable("shop.copy")
            print(orders.count())
            """,
            path="job.py",
        ),
    ],
)
def cache_used_once(program: SparkProgram) -> Iterator[Found]:
    """A DataFrame is kept and used only once.

    ## Why it matters

    Keeping costs the writing of all its rows to memory or disk. With one use nothing is read back.

    ## Instead

    Leave `cache` out, or keep the DataFrame that several actions share.

    ## When it stays silent

    It is used in a loop, handed on to other code, or used more than once.

    ## Fix

    None is made by machine: a later change may need it.
    """
    for call in pins(program):
        kept_ones = {id(value): value for value in (call.result, call.receiver) if value is not None and value.name}
        if call.discarded and call.receiver is not None:
            kept_ones[id(call.receiver)] = call.receiver
        users = {
            id(u): u
            for key in kept_ones
            for u in program.uses.get(key, ())
            if u is not call and u.method != "unpersist"
        }
        after = [user for user in users.values() if program.calls.index(user) > program.calls.index(call)]
        escapes = any(key in program.escaping for key in (id(call.result), id(call.receiver)))
        if len(after) != 1 or escapes or after[0].loops or call.loops or after[0].callee is not None:
            continue
        yield Found(
            f"{describe(call.receiver)} is kept by `{call.method}` and used once, by `{after[0].method}`.",
            call.line,
            entity(call),
        )
