"""A stream of files has no schema."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FILES = ("json", "csv", "parquet", "orc", "avro", "xml")
_INFERENCE = "spark.sql.streaming.schemaInference"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("json").load("s3://lake/in")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.schema("id BIGINT").json("s3://lake/in")
            events = spark.readStream.format("kafka").option("subscribe", "orders").load()
            """,
            path="job.py",
        ),
    ],
)
def stream_without_schema(program: SparkProgram) -> Iterator[Found]:
    """A stream of files has no schema.

    ## Why it matters

    `readStream` on files refuses to start without a schema, unless `spark.sql.streaming.schemaInference` is on;
    then each restart may guess another one.

    ## Instead

    `spark.readStream.schema(…)`.

    ## When it stays silent

    A schema is given, the program turns inference on, or the source has a schema of its own (Kafka, Delta, tables).

    ## Fix

    None is made by machine: the schema has to be written down.
    """
    if any(
        value.text == _INFERENCE
        for call in program.calls
        for value in call.arguments
        if call.method in ("set", "config")
    ):
        return
    for call in program.calls:
        if call.on is not Sort.READER or call.method not in (*_FILES, "load"):
            continue
        steps = list(chain(call.result))
        names = [step.method for step in steps]
        stated = next((s.arguments[0].text for s in steps if s.method == "format" and s.arguments), None)
        kind = call.method if call.method in _FILES else stated
        if "readStream" in names and "schema" not in names and kind in _FILES:
            yield Found(f"This stream reads {kind} files without a schema and does not start.", call.line, entity(call))
