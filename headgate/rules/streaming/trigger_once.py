"""A query is run with `trigger(once=True)`."""

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
            (orders.writeStream.format("delta").option("checkpointLocation", "s3://ck")
                .trigger(once=True).start("s3://lake/orders"))
            """,
            6,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            (orders.writeStream.format("delta").option("checkpointLocation", "s3://ck")
                .trigger(availableNow=True).start("s3://lake/orders"))
            """,
            path="jobs/orders.py",
        ),
    ),
)
def trigger_once(query: StreamingQuery) -> Iterator[Found]:
    """A query is run with `trigger(once=True)`.

    ## Why it matters
    It takes all that is there as one batch: after a week off that is a week in one piece, whatever
    `maxOffsetsPerTrigger` says. Spark 3.4 deprecates it.

    ## Instead
    `trigger(availableNow=True)`, since Spark 3.3: the same, in as many batches as the limits of the source ask
    for.

    ## When it stays silent
    For other triggers.

    ## Fix
    None: the Spark version, on which it depends, the file does not tell.
    """
    if query.trigger[0] == "once" and query.trigger[1].lower() == "true":
        yield Found(
            "`trigger(once=True)` takes everything that has come as one batch and ignores the source's limits; "
            "`availableNow=True` keeps them.",
            query.lines.get("trigger", query.line),
            query.entity,
        )
