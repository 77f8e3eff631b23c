"""A function that Spark runs on rows calls another one."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
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
            @F.udf("string")
            def clean(name):
                return name.strip()


            @F.udf("string")
            def shout(name):
                return clean(name).upper()
            """,
            10,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            def clean(name):
                return name.strip()


            @F.udf("string")
            def shout(name):
                return clean(name).upper()
            """,
            path="job.py",
        ),
    ],
)
def nested_udf(program: SparkProgram) -> Iterator[Found]:
    """A function that Spark runs on rows calls another one.

    ## Why it matters

    Inside the worker the inner name is Spark's wrapper, not the function: called with a value it fails, or builds a
    column that nothing evaluates. Where it works through `.func`, two layers hide what the row goes through.

    ## Instead

    Keep the shared part a plain Python function and call that from both.

    ## When it stays silent

    The inner function is plain Python.

    ## Fix

    None is made by machine: the plain function has to be split off.
    """
    for call in program.calls:
        outer = call.function
        if outer is None or not outer.udf or call.receiver is not None or call.result.sort is not Sort.COLUMN:
            continue
        inner = call.result.function
        if inner is not None and inner.udf:
            yield Found(
                f"`{outer.name}` runs on rows and calls `{inner.name}`, which Spark has wrapped too.",
                call.line,
                f"{outer.name}.{inner.name}",
            )
