"""Two streams are joined without a watermark."""

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
            payments = spark.readStream.format("kafka").option("subscribe", "payments").load()
            orders.join(payments, "id").writeStream.format("parquet").options(**SINK).start()
            """,
            8,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            users = spark.read.table("users")
            orders.join(users, "id").writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            payments = spark.readStream.format("kafka").option("subscribe", "payments").load()
            frame = orders.withWatermark("ts", "1 hour").join(payments.withWatermark("at", "1 hour"), "id")
            frame.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def stream_join_without_watermark(query: StreamingQuery) -> Iterator[Found]:
    """Two streams are joined without a watermark on either.

    ## Why it matters
    Spark keeps all rows of both streams, since a match may still come: the state grows without bound. Outer
    joins are refused.

    ## Instead
    `withWatermark` on both streams, and a time bound in the join condition.

    ## When it stays silent
    For joins of a stream with a table, and where the way to the sink is not followed.

    ## Fix
    None: how far apart matches may be, the file does not tell.
    """
    joined = query.first("join")
    streams = {source.line for source in query.sources}
    if joined is None or not query.followed or len(streams) < 2 or query.first("withWatermark") is not None:
        return
    yield Found(
        "Both sides of this join are streams and neither has a watermark: every row of both is kept for ever.",
        joined[1].line,
        query.entity,
    )
