"""A file goes through the driver's memory into Spark."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Value,
    chain,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_READERS = ("read_csv", "read_json", "read_parquet", "read_excel", "read_table", "reader", "DictReader")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            import pandas as pd
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.createDataFrame(pd.read_csv("orders.csv"))
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            import pandas as pd
            from io import StringIO
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.createDataFrame(pd.read_csv(StringIO("a,b")))
            """,
            path="job.py",
        ),
    ],
)
def csv_through_driver(program: SparkProgram) -> Iterator[Found]:
    """A file goes through the driver's memory into Spark.

    ## Why it matters

    pandas reads the whole file on one machine, then every row is sent out again. Spark reads files in parallel,
    from where they lie.

    ## Instead

    `spark.read.csv(path, schema=…)`, likewise for JSON, Parquet and Excel by its package.

    ## When it stays silent

    The text does not come from a file (`StringIO`), or the pandas table was made by other means.

    ## Fix

    None is made by machine: the options of both readers differ.
    """
    for call in program.calls:
        if call.method not in ("createDataFrame", "parallelize") or call.on not in (Sort.SESSION, Sort.CONTEXT):
            continue
        given = call.arguments[0] if call.arguments else None
        if given is None:
            continue
        for step in chain(given):
            source = step.arguments[0] if step.arguments else None
            if step.method in _READERS and source is not None and "StringIO" not in _maker(source):
                yield Found(
                    f"`{step.method}` reads the whole file on the driver before Spark sees a row.",
                    call.line,
                    entity(call),
                )
                break


def _maker(value: Value) -> str:
    return value.call.method if value.call is not None else value.qualified or value.name
