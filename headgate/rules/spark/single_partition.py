"""All rows are squeezed into one partition."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
    streams,
)
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    chain,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            sums = spark.table("shop.orders").groupBy("customer_id").count()
            sums.coalesce(1).write.mode("overwrite").parquet("s3://lake/sums")
            """,
            4,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.DataFrame
            object Job {
              def run(errors: DataFrame): Unit = {
                val counted = errors.groupBy("window").count().coalesce(1)
                counted.write.parquet("s3://lake/errors")
              }
            }
            """,
            4,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").agg(F.sum("amount")).coalesce(1).write.csv("s3://lake/total")
            name = F.coalesce(F.col("a"), F.lit(1))
            """,
            path="job.py",
        ),
    ],
)
def single_partition(program: SparkProgram) -> Iterator[Found]:
    """All rows are squeezed into one partition.

    ## Why it matters

    One partition is one task on one core. `coalesce(1)` without a shuffle even pulls the work before it into that
    one task: the aggregation, the join, the parsing all run on one core, and a large one runs out of memory.

    ## Instead

    Write as many files as the data needs and let the reader read a folder; use `repartition(1)` rather than
    `coalesce(1)` after heavy work; set `maxRecordsPerFile` to bound the size of files.

    ## When it stays silent

    The rows are few by construction: after `limit` or a total without keys, or rows written in the program.

    ## Fix

    None is made by machine: who reads the output decides whether one file is needed.
    """
    for call in program.named("coalesce", "repartition", on=(Sort.FRAME, Sort.RDD)):
        number = call.argument(0, "numPartitions")
        if number is None or number.whole != 1 or call.receiver is None or bounded(call.receiver):
            continue
        heavy = call.method == "coalesce" and (_wide_since_shuffle(call) or streams(call.receiver))
        what = (
            "pulls the aggregation or join before it into a single task"
            if heavy
            else "sends every row through a single task"
        )
        yield Found(
            f"`{call.method}(1)` {what} of {describe(call.receiver)}, on one core and in one machine's memory.",
            call.line,
            entity(call),
            level=Level.WARNING if heavy and call.receiver.shown else None,
        )


def _wide_since_shuffle(call: Call) -> bool:
    """Whether a join or grouping runs in the stage that `coalesce(1)` makes one task."""
    for step in chain(call.receiver):
        if step.method in ("repartition", "orderBy", "sort", "coalesce"):
            return False
        if step.method in ("join", "agg", "groupBy", "distinct", "dropDuplicates", "groupByKey", "reduceByKey"):
            return True
    return False
