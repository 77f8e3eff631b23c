"""A batch action is called on a streaming frame."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.query import StreamingFile
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
            from pyspark.sql import SparkSession, functions as F

            spark = SparkSession.builder.getOrCreate()
            orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
            SINK = {"path": "s3://lake/orders", "checkpointLocation": "s3://lake/ck/orders"}
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
            print(orders.select("value").count())
            """,
            7,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            frame = orders.groupBy("value").count()
            frame.writeStream.format("parquet").options(**SINK).outputMode("complete").start()
            """,
            path="jobs/orders.py",
        ),
        silent(
            _HEAD
            + """
            spark.read.table("orders").count()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def batch_action_on_stream(file: StreamingFile) -> Iterator[Found]:
    """A batch action is called on a streaming frame.

    ## Why it matters
    Spark raises AnalysisException: "Queries with streaming sources must be executed with writeStream.start()".

    ## Instead
    Write the stream with `writeStream`, to the console or memory sink for trying out, or call the action inside
    `foreachBatch`.

    ## When it stays silent
    Inside `foreachBatch` functions, on grouped frames, and on frames whose source is not followed.

    ## Fix
    None: where the rows should go is the author's to say.
    """
    for action in file.actions:
        yield Found(
            f"`{action.name}()` is called on a streaming frame (readStream at line {action.source_line}); "
            "Spark refuses with AnalysisException.",
            action.line,
            f"{action.name}",
        )
