"""The program leaves the DataFrame for its RDD."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    chain,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LOOKING = frozenset(("getNumPartitions", "id", "name", "toDebugString", "getStorageLevel", "isEmpty"))


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            pairs = spark.table("shop.orders").rdd.map(lambda row: (row.country, row.amount))
            """,
            3,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.SparkContext
            object Job {
              def run(sc: SparkContext): Long =
                sc.parallelize(Seq(1, 2, 3)).map(_ + 1).distinct().count()
            }
            """,
            4,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            parts = spark.table("shop.orders").rdd.getNumPartitions()
            """,
            path="job.py",
        ),
    ],
)
def rdd_detour(program: SparkProgram) -> Iterator[Found]:
    """The program leaves the DataFrame for its RDD.

    ## Why it matters

    Catalyst cannot see into functions on an RDD: no columns are pruned, no filters pushed down, no code generated,
    and in Python every row is pickled to a worker process and back. Spark Connect and serverless Databricks have no
    RDDs at all.

    ## Instead

    Say it with DataFrame functions; where Python code has to see rows, use `mapInPandas` or `applyInPandas`.

    ## When it stays silent

    `getNumPartitions` and the like are asked, which only look, or the RDD came from a text file.

    ## Fix

    None is made by machine: the function has to be said in columns.
    """
    for call in program.calls:
        if call.method == "rdd" and call.on is Sort.FRAME:
            users = program.uses.get(id(call.result), ())
            if users and all(user.method in _LOOKING for user in users):
                continue
            followed = f" and runs `{users[0].method}` on it" if users else ""
            yield Found(
                f"This turns {describe(call.receiver)} into an RDD{followed}, where Spark can optimise nothing.",
                call.line,
                entity(call),
            )
        elif program.language == "scala" and call.on is Sort.RDD and not program.uses.get(id(call.result)):
            steps = [step.method for step in chain(call.result)]
            if steps[-1] == "parallelize" and len(steps) > 1:
                yield Found(
                    f"The RDD made by `parallelize` runs `{'`, `'.join(reversed(steps[:-1]))}`, which Spark cannot "
                    "optimise; a Dataset has the same operations.",
                    call.line,
                    entity(call),
                )
