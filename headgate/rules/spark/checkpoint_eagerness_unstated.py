"""`checkpoint` does not say when it runs."""

from __future__ import annotations

from collections.abc import Iterator

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
            orders = spark.table("shop.orders").checkpoint()
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").checkpoint(eager=True)
            """,
            path="job.py",
        ),
    ],
)
def checkpoint_eagerness_unstated(program: SparkProgram) -> Iterator[Found]:
    """`checkpoint` does not say when it runs.

    ## Why it matters

    By default the plan is computed at once, as a job of its own, which surprises where nothing else does so; with
    `eager=False` it is computed by the next action.

    ## Instead

    `checkpoint(eager=True)` or `checkpoint(eager=False)`.

    ## When it stays silent

    It is stated.

    ## Fix

    None is made by machine: which is meant is not told.
    """
    for call in program.named("checkpoint", "localCheckpoint"):
        if not call.arguments and "eager" not in call.keywords:
            yield Found(
                f"`{call.method}` on {describe(call.receiver)} runs a job at once, without saying so.",
                call.line,
                entity(call),
            )
