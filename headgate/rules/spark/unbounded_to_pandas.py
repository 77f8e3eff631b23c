"""`toPandas` loads a DataFrame of unbounded size into the driver's memory."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
    whole_table,
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
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.read.parquet("s3://lake/orders")
            local = orders.toPandas()
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            sample = spark.read.parquet("s3://lake/orders").limit(1000).toPandas()
            """,
            path="job.py",
        ),
    ],
)
def unbounded_to_pandas(program: SparkProgram) -> Iterator[Found]:
    """`toPandas` loads a DataFrame of unbounded size into the driver's memory.

    ## Why it matters

    All rows are sent to one process and held there at least twice. A table that grows kills the driver, and nothing
    in the program says how far it may grow.

    ## Instead

    Aggregate or limit first; use `mapInPandas` or `applyInPandas` to run pandas code where the rows are; write
    large results.

    ## When it stays silent

    The rows are few by construction: after `limit`, after a total without keys, for rows that the program wrote
    down.

    ## Fix

    None is made by machine: the bound depends on what the table is for.
    """
    for call in program.named("toPandas"):
        if call.receiver is None or bounded(call.receiver):
            continue
        whole = whole_table(call.receiver)
        yield Found(
            f"`toPandas` holds {describe(call.receiver)} in the memory of one process"
            + (": every row of its source." if whole else "; nothing on the way bounds its rows."),
            call.line,
            entity(call),
            end_line=call.end_line,
            level=Level.WARNING if whole and call.receiver.shown else None,
        )
