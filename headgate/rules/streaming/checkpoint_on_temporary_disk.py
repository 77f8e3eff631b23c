"""A checkpoint lies on temporary storage."""

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
            orders.writeStream.format("parquet").option("checkpointLocation", "/tmp/ck").start("s3://x")
            """,
            7,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            orders.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            orders.writeStream.format("console").option("checkpointLocation", "/tmp/ck").start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def checkpoint_on_temporary_disk(query: StreamingQuery) -> Iterator[Found]:
    """A checkpoint lies where it is lost with the machine.

    ## Why it matters
    Offsets and state are lost with the driver's disk: the query starts over elsewhere, from `startingOffsets`,
    without its aggregates and without its record of what was written.

    ## Instead
    A path on the lake's own storage, such as `s3://…`, `abfss://…`, `hdfs://…`.

    ## When it stays silent
    For paths that are no literals, and for console and memory sinks, which are for trying out.

    ## Fix
    None: the place is the author's to choose.
    """
    place = query.option("checkpointLocation") or ""
    bare = place.removeprefix("file:").lstrip("/")
    local = place.startswith("file:/") or (place.startswith("/") and f"{bare}/".startswith(("tmp/", "var/tmp/")))
    if query.for_trial or not local:
        return
    yield Found(
        f"checkpointLocation `{place}` lies on the driver's own disk: offsets and state are gone with the machine, "
        "and the query starts over.",
        query.lines.get("checkpointlocation", query.line),
        query.entity,
    )
