"""A foreachBatch function computes its batch more than once."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import StreamingQuery
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()

            def load(batch, batch_id):
                batch.write.mode("overwrite").parquet(f"s3://lake/orders/{batch_id}")
                batch.write.mode("overwrite").jdbc("jdbc:postgresql://db/shop", f"orders_{batch_id}")

            orders.writeStream.foreachBatch(load).option("checkpointLocation", "s3://ck").start()
            """,
            8,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()

            def load(batch, batch_id):
                batch.persist()
                batch.write.mode("overwrite").parquet(f"s3://lake/orders/{batch_id}")
                batch.write.mode("overwrite").jdbc("jdbc:postgresql://db/shop", f"orders_{batch_id}")
                batch.unpersist()

            orders.writeStream.foreachBatch(load).option("checkpointLocation", "s3://ck").start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def batch_computed_again(query: StreamingQuery) -> Iterator[Found]:
    """A foreachBatch function computes its batch more than once.

    ## Why it matters
    Each write and each count of the batch reads the topic and runs all transformations again. The two results
    may even differ where the source or a function does not give the same rows twice.

    ## Instead
    `batch.persist()` before the first, `batch.unpersist()` after the last.

    ## When it stays silent
    Where the batch is kept, and with a single action.

    ## Fix
    None: where the last use of the batch is, may depend on the run.
    """
    batch = query.batch
    if batch is None or batch.persists or len(batch.actions) < 2:
        return
    (first, _), (second, line) = batch.actions[:2]
    yield Found(
        f"`{batch.name}` computes its batch {len(batch.actions)} times ({first}, {second}): it is not persisted "
        "in between.",
        line,
        f"{batch.name}:persist",
    )
