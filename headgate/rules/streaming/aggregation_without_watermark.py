"""A streaming aggregation has no watermark."""

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
_AGGREGATES = ("agg", "count", "sum", "avg", "mean", "min", "max", "pivot")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
            orders.groupBy("country").count().writeStream.format("parquet").options(**SINK).start()
            """,
            7,
            path="jobs/orders.py",
        ),
        fires(
            _HEAD
            + """
            frame = orders.groupBy(F.window("ts", "5 minutes")).count()
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
def aggregation_without_watermark(query: StreamingQuery) -> Iterator[Found]:
    """A streaming aggregation has no watermark.

    ## Why it matters
    In append mode Spark refuses to start the query, because no group is ever final. In update and complete mode
    it keeps every group for ever: with a time window among the keys the state grows until the executors run out
    of memory.

    ## Instead
    `.withWatermark("event_time", "1 hour")` before the `groupBy`, and the window among the keys.

    ## When it stays silent
    Where the way from source to sink is not followed, and where the groups' state is handled by a function.

    ## Fix
    None: how late records may be, the file does not tell.
    """
    grouped = query.aggregation()
    if grouped is None or not query.followed or query.first("withWatermark") is not None:
        return
    at, step = grouped
    after = query.steps[at + 1].name if at + 1 < len(query.steps) else ""
    if after not in _AGGREGATES:
        return
    keys = ", ".join(step.arguments)
    if query.output_mode in ("", "append"):
        yield Found(
            f"groupBy({keys}) has no watermark, and the query runs in append mode: Spark refuses to start it.",
            step.line,
            f"{query.entity}:{keys}",
            level=Level.ERROR,
        )
        return
    windowed = "window(" in keys
    yield Found(
        f"groupBy({keys}) has no watermark: Spark keeps every group for ever"
        + (", and each window adds new ones." if windowed else "."),
        step.line,
        f"{query.entity}:{keys}",
        level=Level.WARNING if windowed else None,
    )
