"""A foreachBatch function appends, so that a repeated batch is written twice."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import StreamingQuery
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
            def load(batch, batch_id):
                batch.write.mode("append").saveAsTable("orders")

            orders.writeStream.foreachBatch(load).option("checkpointLocation", "s3://ck").start()
            """,
            7,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            def load(batch, batch_id):
                batch.write.option("txnAppId", "o").option("txnVersion", batch_id).mode("append").saveAsTable("o")

            orders.writeStream.foreachBatch(load).option("checkpointLocation", "s3://ck").start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def foreach_batch_appends(query: StreamingQuery) -> Iterator[Found]:
    """A `foreachBatch` function appends its batch without asking whether it was written before.

    ## Why it matters
    `foreachBatch` is at-least-once: after a failure the last batch is handed over again, with the same
    `batch_id`, and its rows are appended a second time.

    ## Instead
    MERGE on a key, overwrite the partitions of the batch, or give Delta `txnAppId` and `txnVersion = batch_id`.

    ## When it stays silent
    Where the function merges or deletes first, uses `batch_id`, or writes in overwrite mode.

    ## Fix
    None: what the key is, the file does not tell.
    """
    batch = query.batch
    if batch is None or batch.merges or batch.uses_batch_id:
        return
    for write in batch.writes:
        appends = write.mode == "append" or (not write.mode and write.method == "insertInto")
        if appends and not {"txnappid", "txnversion"} & set(write.options):
            yield Found(
                f"`{batch.name}` appends with {write.method}: when Spark repeats a batch after a failure, its rows are "
                "written twice.",
                write.line,
                f"{batch.name}:{write.method}",
            )
