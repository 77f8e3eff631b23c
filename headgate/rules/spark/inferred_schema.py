"""The types of columns are guessed from the data."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_GUESSING = ("inferSchema", "mergeSchema")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.read.option("header", True).csv("s3://lake/orders", inferSchema=True)
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.read.schema("id BIGINT, amount DOUBLE").csv("s3://lake/orders")
            """,
            path="job.py",
        ),
    ],
)
def inferred_schema(program: SparkProgram) -> Iterator[Found]:
    """The types of columns are guessed from the data.

    ## Why it matters

    Spark reads the input once more to guess. A file with one odd value changes a column's type, and the job fails
    or casts to NULL without a change of code. `mergeSchema` reads the footer of every file.

    ## Instead

    Give the schema: `spark.read.schema(…)`, as a `StructType` or as DDL.

    ## When it stays silent

    A schema is given.

    ## Fix

    None is made by machine: the schema has to be written down.
    """
    for call in program.calls:
        if call.on is not Sort.READER or not (call.method in api.READS or call.method in ("option", "options")):
            continue
        told = next((name for name in _GUESSING if _on(call, name)), "")
        if told and not any(step.method == "schema" for step in chain(call.result)):
            yield Found(
                f"`{told}` has Spark guess the types from what lies there today.", call.line, f"{entity(call)}.{told}"
            )


def _on(call: Call, name: str) -> bool:
    """Whether the call turns the option `name` on."""
    value = next((v for key, v in call.keywords.items() if key.lower() == name.lower()), None)
    first = call.arguments[0].text if call.arguments else None
    if (
        value is None
        and call.method == "option"
        and len(call.arguments) > 1
        and first
        and first.lower() == name.lower()
    ):
        value = call.arguments[1]
    return value is not None and value.is_constant and str(value.constant).lower() == "true"
