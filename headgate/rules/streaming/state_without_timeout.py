"""State of a query is kept for every key for ever."""

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
            from pyspark.sql.streaming.state import GroupStateTimeout

            def count(key, frames, state):
                yield from frames

            seen = orders.groupBy("key").applyInPandasWithState(
                count, "key string", "n long", "append", GroupStateTimeout.NoTimeout
            )
            seen.writeStream.format("delta").option("checkpointLocation", "s3://ck").start("s3://lake/seen")
            """,
            10,
            path="jobs/orders.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            from pyspark.sql.streaming.state import GroupStateTimeout

            def count(key, frames, state):
                yield from frames

            seen = orders.groupBy("key").applyInPandasWithState(
                count, "key string", "n long", "append", GroupStateTimeout.ProcessingTimeTimeout
            )
            seen.writeStream.format("delta").option("checkpointLocation", "s3://ck").start("s3://lake/seen")
            """,
            path="jobs/orders.py",
        ),
    ),
)
def state_without_timeout(query: StreamingQuery) -> Iterator[Found]:
    """State of a query is kept for every key for ever.

    ## Why it matters
    With `NoTimeout` the function is called for a key only when a row of that key comes: keys that never come
    again are never let go, and the state grows with every new key.

    ## Instead
    `GroupStateTimeout.ProcessingTimeTimeout`, or `EventTimeTimeout` with a watermark, and `state.remove()` when
    it has timed out.

    ## When it stays silent
    With a timeout, and where it is known at run time only.

    ## Fix
    None: after which time a key is done, the file does not tell.
    """
    found = query.first("applyInPandasWithState", "mapGroupsWithState", "flatMapGroupsWithState")
    if found is None:
        return
    _, step = found
    if any(argument.rsplit(".", 1)[-1] == "NoTimeout" for argument in step.arguments):
        yield Found(
            f"`{step.name}` keeps the state of each key for ever: GroupStateTimeout.NoTimeout never lets one go.",
            step.line,
            f"{query.entity}:{step.name}",
        )
