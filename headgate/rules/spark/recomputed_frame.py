"""Several actions compute the same DataFrame anew."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.api import is_action
from headgate.facts.spark.plans import (
    bounded,
    kept,
    pins,
)
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    Value,
    ancestors,
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
            joined = spark.table("shop.orders").join(spark.table("shop.customers"), "id")
            print(joined.count())
            joined.write.mode("append").saveAsTable("shop.joined")
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            joined = spark.table("shop.orders").join(spark.table("shop.customers"), "id").cache()
            print(joined.count())
            joined.write.mode("append").saveAsTable("shop.joined")
            orders = spark.table("shop.orders")
            print(orders.count(), orders.filter("a > 1").count())
            """,
            path="job.py",
        ),
    ],
)
def recomputed_frame(program: SparkProgram) -> Iterator[Found]:
    """Several actions compute the same DataFrame anew.

    ## Why it matters

    Each action runs its plan from the sources. Two actions on the result of a join run the join twice, and may see
    different data if a source changed in between.

    ## Instead

    `cache` or `persist` what they share before the first action and `unpersist` it after the last; or ask for both
    answers in one aggregation.

    ## When it stays silent

    What they share is kept already, has few rows, or costs no more than reading a table.

    ## Fix

    None is made by machine: keeping costs memory that the code does not tell of.
    """
    shared: dict[int, tuple[Value, list[Call]]] = {}
    for call in program.calls:
        if call.receiver is None or not _runs(call):
            continue
        for value in ancestors(call.receiver):
            if value.name and value.sort in (Sort.FRAME, Sort.RDD) and value.call is not None:
                shared.setdefault(id(value), (value, []))[1].append(call)
    reported: set[tuple[int, ...]] = set()
    for value, actions in sorted(shared.values(), key=lambda pair: -pair[0].line):
        key = tuple(sorted(id(action) for action in actions))
        if len(actions) < 2 or key in reported or not _dear(value) or _held(program, value) or bounded(value):
            continue
        reported.update((key,))
        yield Found(
            f"`{actions[0].method}` at line {actions[0].line} and `{actions[1].method}` here each compute "
            f"`{value.name}` from its sources.",
            actions[1].line,
            f"{actions[1].function.name if actions[1].function else 'module'}.{value.name}",
        )
    if program.option("spark/recomputed-frame", "transformations", 0):
        yield from _shared_by_steps(program)


def _runs(call: Call) -> bool:
    return is_action(call.method, call.on) and not call.loops


def _dear(value: Value) -> bool:
    """Whether it costs more than a read: a shuffle, or Python code over an RDD."""
    made = [older.call for older in ancestors(value) if older.call is not None]
    return any(c.method in api.WIDE or (c.on is Sort.RDD and c.method not in api.PINNING) for c in made)


def _held(program: SparkProgram, value: Value) -> bool:
    held = {
        id(v)
        for call in pins(program, "cache", "persist", "checkpoint", "localCheckpoint")
        for v in (call.receiver, call.result)
    }
    return any(id(older) in held for older in ancestors(value)) or kept(program, value)


def _shared_by_steps(program: SparkProgram) -> Iterator[Found]:
    """Joins, unions and groupings that start from the same DataFrame."""
    counted: dict[int, list[Call]] = {}
    for call in program.named("join", "union", "unionAll", "unionByName", "groupBy"):
        for value in (call.receiver, *call.values()):
            if value is not None and value.sort is Sort.FRAME and value.name and not _held(program, value):
                counted.setdefault(id(value), []).append(call)
                if len(counted[id(value)]) == 2:
                    yield Found(f"`{value.name}` is computed for each of its uses.", call.line, f"{value.name}.steps")
