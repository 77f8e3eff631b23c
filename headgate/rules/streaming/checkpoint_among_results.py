"""A checkpoint lies among the files that the query writes."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import UNKNOWN, StreamingQuery
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            (orders.writeStream.format("json")
                .option("checkpointLocation", "s3://lake/orders/checkpoint").start("s3://lake/orders"))
            """,
            6,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            (orders.writeStream.format("json")
                .option("checkpointLocation", "s3://lake/orders/_checkpoint").start("s3://lake/orders"))
            """,
            path="jobs/orders.py",
        ),
    ),
)
def checkpoint_among_results(query: StreamingQuery) -> Iterator[Found]:
    """A checkpoint lies among the files that the query writes.

    ## Why it matters
    Who reads the folder of the results finds the logs of offsets and commits too: `spark.read.json` takes them
    for rows, and a job that clears the folder clears the state of the query.

    ## Instead
    A folder beside it; or a name that begins with an underscore, which readers pass over.

    ## When it stays silent
    Where the folder's name begins with `_` or `.`, and for paths that are not known.

    ## Fix
    None: a checkpoint that is moved is a query that starts anew.
    """
    place = (query.option("checkpointLocation") or "").rstrip("/")
    target = query.target.rstrip("/")
    if not target or UNKNOWN in target + place or "/" not in target or not place.startswith(f"{target}/"):
        return
    if not place.removeprefix(f"{target}/").startswith(("_", ".")):
        yield Found(
            f"The checkpoint {place} lies inside {target}, which the query fills: readers of the folder read it too.",
            query.lines.get("checkpointlocation", query.line),
            place,
        )
