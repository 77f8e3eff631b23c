"""Values are collected into an array for what an aggregate gives directly."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Value,
    entity,
    expressions,
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
            sizes = spark.table("shop.orders").groupBy("country").agg(F.size(F.collect_set("customer_id")))
            tags = spark.table("shop.orders").groupBy("country").agg(F.array_distinct(F.collect_list("tag")))
            clean = spark.table("shop.orders").withColumn("tags", F.array_except("tags", F.lit(None)))
            """,
            3,
            4,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            tags = spark.table("shop.orders").groupBy("country").agg(F.collect_set("tag"))
            sizes = spark.table("shop.orders").withColumn("n", F.size("tags"))
            """,
            path="job.py",
        ),
    ],
)
def array_of_aggregate(program: SparkProgram) -> Iterator[Found]:
    """Values are collected into an array for what an aggregate gives directly.

    ## Why it matters

    `collect_list` and `collect_set` hold all values of a group in one row, in memory. Counting or comparing them
    needs none of that. `array_except` with NULL gives NULL.

    ## Instead

    `countDistinct` for `size(collect_set(…))`, `count` for `size(collect_list(…))`, `collect_set` for
    `array_distinct(collect_list(…))`, `array_compact` to leave NULLs out.

    ## When it stays silent

    The array itself is wanted, or it is an ordinary array column.

    ## Fix

    None is made by machine: `count` and `size` differ for NULLs.
    """
    inside_agg = {
        id(part)
        for call in program.named("agg", on=(Sort.FRAME, Sort.GROUPED))
        for value in call.values()
        for part in expressions(value)
    }
    for call in program.calls:
        if call.receiver is not None or not call.arguments:
            continue
        inner = call.arguments[0].call
        over = inner is not None and inner.method == "over" and inner.receiver is not None
        collected = inner.receiver.call if inner is not None and over and inner.receiver is not None else inner
        name = collected.method if collected is not None and collected.receiver is None else ""
        message = ""
        if call.method == "array_distinct" and name in ("collect_list", "collect_set"):
            message = "`collect_set` gives each value once" + (
                " already" if name == "collect_set" else "; the list is not needed"
            )
        elif call.method == "array_except" and len(call.arguments) > 1 and _null(call.arguments[1]):
            message = "`array_except` with NULL gives NULL for every row; `array_compact` leaves NULLs out"
        elif call.method == "size" and name == "collect_list" and (over or id(call.result) in inside_agg):
            message = "`count` gives the size without collecting the values"
        elif call.method == "size" and name == "collect_set" and not over and id(call.result) in inside_agg:
            message = "`countDistinct` gives the size without collecting the values"
        if message:
            yield Found(f"{message}.", call.line, f"{entity(call)}.{name}")


def _null(value: Value) -> bool:
    if value.is_constant:
        return value.constant is None
    call = value.call
    return (
        call is not None
        and call.method in ("lit", "array")
        and bool(call.arguments)
        and all(map(_null, call.arguments))
    )
