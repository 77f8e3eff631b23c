"""A watermark is set after the aggregation it was meant for."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import StreamingQuery
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            SINK = {"path": "s3://lake/orders", "checkpointLocation": "s3://lake/ck/orders"}
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
            frame = orders.groupBy(F.window("ts", "5 minutes")).count().withWatermark("window", "1 hour")
            frame.writeStream.format("parquet").options(**SINK).outputMode("update").start()
            """,
            7,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            frame = orders.withWatermark("ts", "1 hour").groupBy(F.window("ts", "5 minutes")).count()
            frame.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def watermark_after_aggregation(query: StreamingQuery) -> Iterator[Found]:
    """A watermark is set after the aggregation.

    ## Why it matters
    A watermark bounds the state of the operators after it. Set after `groupBy`, the aggregation before it keeps
    every group for ever, and append mode is refused.

    ## Instead
    Call `withWatermark` before `groupBy`, on the same event-time column.

    ## When it stays silent
    Where there is a watermark before the aggregation too, and where the way to the sink is not followed.

    ## Fix
    None: the column after the aggregation need not be there before it.
    """
    grouped, marked = query.aggregation(), query.first("withWatermark")
    if grouped is None or marked is None or not query.followed or marked[0] < grouped[0]:
        return
    yield Found(
        f"withWatermark({', '.join(marked[1].arguments)}) comes after groupBy (line {grouped[1].line}), "
        "so that the aggregation keeps its groups for ever.",
        marked[1].line,
        query.entity,
    )
