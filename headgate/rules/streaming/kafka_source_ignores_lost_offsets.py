"""A Kafka source goes on when records are gone."""

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
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
            frame = spark.readStream.format("kafka").option("failOnDataLoss", "false").load()
            frame.writeStream.format("parquet").options(**SINK).start()
            """,
            7,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            frame = spark.readStream.format("kafka").option("failOnDataLoss", "true").load()
            frame.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def kafka_source_ignores_lost_offsets(query: StreamingQuery) -> Iterator[Found]:
    """A Kafka source goes on when records that it has not read are gone.

    ## Why it matters
    With `failOnDataLoss` false, offsets that retention has removed are skipped without an error: the query
    stays green, and the rows never come.

    ## Instead
    Leave it at its default, and let the query fail: someone must know.

    ## When it stays silent
    With the default.

    ## Fix
    None: whether the loss is wanted, the file does not tell.
    """
    for source in query.sources:
        if source.format == "kafka" and source.option("failOnDataLoss") == "false":
            yield Found(
                f"The source of topic `{source.option('subscribe') or source.option('subscribePattern') or '?'}` has "
                "failOnDataLoss=false: records that retention removed are skipped in silence.",
                source.line,
                source.option("subscribe") or query.entity,
            )
