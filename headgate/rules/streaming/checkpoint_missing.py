"""A streaming query has no checkpoint location."""

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
            def load(batch, batch_id):
                batch.write.mode("overwrite").saveAsTable("orders")

            orders.writeStream.foreachBatch(load).start()
            """,
            10,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            orders.writeStream.format("console").start()
            """,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            orders.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def checkpoint_missing(query: StreamingQuery) -> Iterator[Found]:
    """A streaming query is started without a checkpoint location.

    ## Why it matters
    Offsets and state live in the checkpoint. `foreachBatch` and `foreach` then get a temporary one: after a
    restart the query starts over from `startingOffsets`, and records are lost or handled twice. File, table and
    Kafka sinks refuse to start unless the session names a place.

    ## Instead
    `.option("checkpointLocation", "s3://…/a-place-of-its-own")`, one for each query, on storage that outlives
    the driver.

    ## When it stays silent
    For console, memory and noop sinks, in tests, where the file sets `spark.sql.streaming.checkpointLocation`,
    and after `.options(**settings)` of unknown settings.

    ## Fix
    None: the place is the author's to choose.
    """
    if not query.complete or query.session_checkpoint or query.for_trial:
        return
    if query.option("checkpointLocation") is not None:
        return
    if query.batch is not None or query.foreach or "foreachBatch" in query.lines:
        follows = "it gets a temporary one, and starts over from its starting offsets after every restart."
    else:
        follows = "unless the session names one, it does not start."
    yield Found(
        f"The query into {query.target or query.format or 'its sink'} has no checkpointLocation: {follows}",
        query.line,
        query.entity,
        query.end_line,
    )
