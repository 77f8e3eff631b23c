"""An action runs once for each turn of a loop."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.api import is_action
from headgate.facts.spark.datasets import is_read
from headgate.facts.spark.plans import (
    kept,
)
from headgate.facts.spark.program import (
    Call,
    Loop,
    Sort,
    SparkProgram,
    Value,
    ancestors,
    chain,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FEW_TURNS = 3
_NAMES = {"for": "loop", "while": "`while` loop", "comprehension": "comprehension"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            for country in countries:
                print(orders.filter(F.col("country") == country).count())
            """,
            5,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            totals = [orders.groupBy(key).count().collect() for key in keys]
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            for row in spark.table("shop.orders").limit(5).collect():
                print(row)
            """,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").cache()
            for country in countries:
                print(orders.filter(orders.country == country).count())
            orders.unpersist()
            """,
            path="job.py",
        ),
    ],
)
def action_in_loop(program: SparkProgram) -> Iterator[Found]:
    """An action runs once for each turn of a loop.

    ## Why it matters

    Each action starts a job that computes its DataFrame from the sources again. A loop over a hundred values scans
    the data a hundred times, one after the other, and most of the cluster waits.

    ## Instead

    Compute all turns in one job: group by the value that the loop runs over, or join with a table of the values.
    What every turn needs is computed before the loop.

    ## When it stays silent

    The loop runs at most three times or ends after its first turn, the rows were made in the program or fetched
    already, the action writes (`foreachPartition` too), or the DataFrame is kept by `cache`. It is a note where
    each turn reads data of its own.

    ## Fix

    None is made by machine: one job instead of many is another shape of program.
    """
    for call in program.calls:
        if not call.loops or not is_action(call.method, call.on) or call.on is Sort.WRITER:
            continue
        if call.method in ("foreach", "foreachPartition"):
            continue
        loop = call.loops[-1]
        few = loop.turns is not None and loop.turns <= _FEW_TURNS
        if call.receiver is None or loop.leaves or few or kept(program, call.receiver) or bounded_source(call.receiver):
            continue
        yield Found(
            f"`{call.method}` on {describe(call.receiver)} runs a job in each turn of the {_NAMES[loop.form]} "
            f"at line {loop.line}, each from the sources again.",
            call.line,
            entity(call),
            end_line=call.end_line,
            level=Level.NOTE if _read_anew(call, loop) else None,
        )


def _read_anew(call: Call, loop: Loop) -> bool:
    """Whether each turn reads data of its own."""
    made = [value.call for value in ancestors(call.result) if value.call is not None]
    return any(loop in step.loops and (is_read(step) or step.method == "sql") for step in made)


def bounded_source(value: Value) -> bool:
    """Whether the rows come from the program itself."""
    return any(call.method in ("createDataFrame", "parallelize") for call in chain(value))
