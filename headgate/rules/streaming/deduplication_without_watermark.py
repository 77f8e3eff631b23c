"""Streaming deduplication has no watermark."""

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
            orders.dropDuplicates(["id"]).writeStream.format("parquet").options(**SINK).start()
            """,
            7,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            frame = orders.withWatermark("ts", "1 day").dropDuplicates(["id", "ts"])
            frame.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def deduplication_without_watermark(query: StreamingQuery) -> Iterator[Found]:
    """A stream is deduplicated without a watermark.

    ## Why it matters
    Spark keeps every key that it has ever seen: the state grows with the stream until the executors run out of
    memory.

    ## Instead
    `.withWatermark("event_time", "1 day").dropDuplicatesWithinWatermark(["id"])`, or `dropDuplicates` with the
    event time among the columns.

    ## When it stays silent
    Where the way from source to sink is not followed, and inside `foreachBatch`.

    ## Fix
    None: how far apart duplicates may be, the file does not tell.
    """
    found = query.first("dropDuplicates", "drop_duplicates", "distinct")
    marked = query.first("withWatermark")
    if found is None or not query.followed or (marked is not None and marked[0] < found[0]):
        return
    yield Found(
        f"{found[1].name}({', '.join(found[1].arguments)}) on a stream without a watermark keeps every key for ever.",
        found[1].line,
        query.entity,
    )
