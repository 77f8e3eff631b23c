"""The output mode is one that the sink or the query does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.streams.query import UNKNOWN, StreamingQuery
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            orders.writeStream.format("delta").outputMode("update").option("checkpointLocation", "s3://ck").start("s3://lake/o")
            """,
            5,
            path="jobs/orders.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            shown = orders.select("value")
            shown.writeStream.format("console").outputMode("complete").start()
            """,
            6,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            from sinks import upsert

            (orders.writeStream.format("delta").foreachBatch(upsert).outputMode("update")
                .option("checkpointLocation", "s3://ck").start())
            """,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            totals = orders.groupBy("key").count()
            totals.writeStream.format("console").outputMode("complete").start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def output_mode_refused(query: StreamingQuery) -> Iterator[Found]:
    """The output mode is one that the sink or the query does not have.

    ## Why it matters
    `complete` writes the whole result each time, so it needs an aggregation; files and Delta cannot take the
    changed rows of `update`. Spark refuses the query when it starts.

    ## Instead
    `append` for queries without aggregation and for files; MERGE in `foreachBatch` where changed rows are to be
    written.

    ## When it stays silent
    Where steps between source and sink were not followed, for sinks that are not known, and for `foreachBatch`.

    ## Fix
    None: which rows are wanted, the file does not tell.
    """
    line = query.lines.get("outputMode", query.line)
    by_hand = query.foreach or "foreachBatch" in query.lines
    if query.output_mode == "update" and query.format in _FILES and not by_hand:
        yield Found(f'{query.format} does not take outputMode("update"): Spark refuses the query.', line, query.entity)
    elif query.output_mode == "complete" and query.followed and not _aggregates(query):
        yield Found(
            'outputMode("complete") needs an aggregation, and nothing between source and sink aggregates: Spark '
            "refuses the query.",
            line,
            query.entity,
        )


_FILES = ("parquet", "json", "csv", "orc", "text", "delta")
_STEPS = (
    "groupBy",
    "groupby",
    "groupByKey",
    "cube",
    "rollup",
    "agg",
    "count",
    "distinct",
    "dropDuplicates",
    "transform",
)
_CALLS = re.compile(r"\b(?:count|sum|avg|mean|min|max|first|last|collect_\w+|approx_\w+|countDistinct)\s*\(", re.I)


def _aggregates(query: StreamingQuery) -> bool:
    if query.first(*_STEPS) is not None:
        return True
    told = [argument for step in query.steps for argument in step.arguments]
    return any(argument == UNKNOWN or _CALLS.search(argument) for argument in told)
