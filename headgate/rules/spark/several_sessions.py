"""The program builds its session more than once."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Call,
    Sort,
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
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.appName("load").getOrCreate()
            other = SparkSession.builder.appName("store").getOrCreate()
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.appName("load").getOrCreate()
            """,
            path="job.py",
        ),
    ],
)
def several_sessions(program: SparkProgram) -> Iterator[Found]:
    """The program builds its session more than once.

    ## Why it matters

    `getOrCreate` gives the session that is there: static settings of the second builder are ignored with a warning,
    and which settings hold depends on the order of imports.

    ## Instead

    Build the session once, at the start, and hand it on.

    ## When it stays silent

    It is built once, or in different functions of which each starts a program of its own.

    ## Fix

    None is made by machine: which settings are meant is not told.
    """
    first: Call | None = None
    for call in program.named("getOrCreate", on=(Sort.BUILDER,)):
        if first is None or first.function is not call.function:
            first = call if first is None else first
            continue
        yield Found(
            f"The session was built at line {first.line}; this builder's static settings are ignored.",
            call.line,
            entity(call),
        )
