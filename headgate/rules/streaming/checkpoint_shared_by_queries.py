"""Two queries share a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import UNKNOWN, StreamingFile, StreamingQuery
from headgate.finding import Level, Proof
from headgate.location import Location
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
            orders.writeStream.format("parquet").options(**SINK).start()
            orders.writeStream.format("parquet").options(**SINK).option("path", "s3://lake/copy").start()
            """,
            8,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            orders.writeStream.format("parquet").options(**SINK).start()
            frame = orders
            frame.writeStream.format("json").options(**SINK).option("checkpointLocation", "s3://lake/ck/copy").start()
            """,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            import sys
            if sys.argv[1:]:
                orders.writeStream.format("parquet").options(**SINK).trigger(availableNow=True).start()
            else:
                orders.writeStream.format("parquet").options(**SINK).start()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def checkpoint_shared_by_queries(file: StreamingFile) -> Iterator[Found]:
    """Two streaming queries of one file share a checkpoint location.

    ## Why it matters
    A checkpoint belongs to one query: with two, one of them fails with a concurrent update of the log, or takes
    up the offsets of the other, and skips what it never read.

    ## Instead
    A checkpoint location for each query, kept for as long as the query lives.

    ## When it stays silent
    Where both are one query that is written in two arms (same source and sink), and for paths that are no
    literals.

    ## Fix
    None: the place is the author's to choose.
    """
    seen: dict[str, StreamingQuery] = {}
    for query in file.queries:
        place = query.option("checkpointLocation")
        if place is None or UNKNOWN in place:
            continue
        first = seen.setdefault(place.rstrip("/"), query)
        if first is query or (
            first.sources == query.sources and (first.target, first.format) == (query.target, query.format)
        ):
            continue
        yield Found(
            f"This query and the one at line {first.line} share checkpointLocation `{place}`; "
            "each takes the offsets of the other for its own.",
            query.lines.get("checkpointlocation", query.line),
            place,
            related=(Location(file.path, first.line),),
        )
