"""The first batch of a query takes a whole topic."""

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
            from pyspark.sql import SparkSession

            spark = SparkSession.builder.getOrCreate()
            orders = (
                spark.readStream.format("kafka").option("subscribe", "orders")
                .option("startingOffsets", "earliest").load()
            )
            orders.writeStream.format("delta").option("checkpointLocation", "s3://ck").start("s3://lake/orders")
            """,
            5,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession

            spark = SparkSession.builder.getOrCreate()
            orders = (
                spark.readStream.format("kafka").option("subscribe", "orders")
                .option("startingOffsets", "earliest").option("maxOffsetsPerTrigger", 100000).load()
            )
            orders.writeStream.format("delta").option("checkpointLocation", "s3://ck").start("s3://lake/orders")
            """,
            path="jobs/orders.py",
        ),
    ),
)
def first_batch_takes_all(query: StreamingQuery) -> Iterator[Found]:
    """The first batch of a query takes a whole topic.

    ## Why it matters
    With `startingOffsets` of `earliest` and no `maxOffsetsPerTrigger` the first batch, and the first one after
    each stop, holds all there is. It may run for hours, spill, and start again from nothing when it fails.

    ## Instead
    `option("maxOffsetsPerTrigger", …)`, as many records as one batch can take within its trigger.

    ## When it stays silent
    With a limit, with other starting offsets, and for tests.

    ## Fix
    None: how much one batch can take, the file does not tell.
    """
    if query.for_trial:
        return
    for source in query.sources:
        limited = source.option("maxOffsetsPerTrigger") or source.option("minOffsetsPerTrigger") or source.option("?")
        if source.format == "kafka" and source.option("startingOffsets") == "earliest" and not limited:
            yield Found(
                "The source starts at the earliest offsets without maxOffsetsPerTrigger: the first batch takes "
                "the whole "
                "topic.",
                source.line,
                source.option("subscribe") or query.entity,
            )
