"""A Kafka source is given an option that Spark refuses."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import StreamingQuery
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from pyspark.sql import SparkSession

            spark = SparkSession.builder.getOrCreate()
            orders = (spark.readStream.format("kafka").option("subscribe", "orders")
                .option("kafka.auto.offset.reset", "latest").load())
            orders.writeStream.format("delta").option("checkpointLocation", "s3://ck").start("s3://lake/orders")
            """,
            4,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            orders.writeStream.format("delta").option("checkpointLocation", "s3://ck").start("s3://lake/orders")
            """,
            path="jobs/orders.py",
        ),
    ),
)
def kafka_option_refused(query: StreamingQuery) -> Iterator[Found]:
    """A Kafka source is given an option that Spark refuses.

    ## Why it matters
    Spark tracks offsets itself and always reads bytes. It refuses `kafka.auto.offset.reset`,
    `kafka.enable.auto.commit`, deserializers and interceptors, and `endingOffsets` in a stream: the query does
    not start.

    ## Instead
    `startingOffsets` says where to begin; values are decoded by `cast` or `from_avro`.

    ## When it stays silent
    For all other options.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for source in query.sources:
        if source.format != "kafka":
            continue
        for key, _ in source.options:
            if key in _REFUSED:
                yield Found(
                    f"Spark's Kafka source refuses `{key}`: {_REFUSED[key]}.",
                    source.line,
                    f"{source.option('subscribe') or query.entity}:{key}",
                )


_DECODES = "it reads bytes, and columns are decoded with DataFrame functions"
_REFUSED = {
    "kafka.auto.offset.reset": "startingOffsets says where to begin",
    "kafka.enable.auto.commit": "offsets are in the checkpoint",
    "kafka.key.deserializer": _DECODES,
    "kafka.value.deserializer": _DECODES,
    "kafka.interceptor.classes": "interceptors may change what is read",
    "endingoffsets": "a stream has no end",
    "endingtimestamp": "a stream has no end",
}
"""Source: Spark, "Structured Streaming + Kafka Integration Guide"."""
