"""`collect` brings a DataFrame of unbounded size to the driver."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
    whole_table,
)
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
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
            orders = spark.table("shop.orders")
            rows = orders.collect()
            """,
            4,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.SparkSession
            object Job {
              def run(spark: SparkSession): Unit = {
                val orders = spark.table("shop.orders")
                orders.collect().foreach(println)
              }
            }
            """,
            5,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            first = spark.table("shop.orders").limit(20).collect()
            total = spark.table("shop.orders").agg({"amount": "sum"}).collect()
            """,
            path="job.py",
        ),
        silent(
            """
            import polars as pl
            orders = pl.scan_parquet("orders.parquet").collect()
            """,
            path="job.py",
        ),
    ],
)
def collect_to_driver(program: SparkProgram) -> Iterator[Found]:
    """`collect` brings a DataFrame of unbounded size to the driver.

    ## Why it matters

    The driver is one process with one heap. Every row passes through it, so the job fails with an out of memory
    error, or with `spark.driver.maxResultSize`, once the data has grown; it works until then.

    ## Instead

    Write the result, aggregate it first, or bring a bounded part of it with `limit`, `take` or `head`.

    ## When it stays silent

    The rows are few by construction: after `limit`, after a total without keys, for rows that the program wrote
    down itself.

    ## Fix

    None is made by machine: what the rows are needed for is not told by the code.
    """
    for call in program.named("collect", "collectAsList", "collectAsMap", on=(Sort.FRAME, Sort.RDD)):
        if call.receiver is None or bounded(call.receiver):
            continue
        whole = whole_table(call.receiver)
        size = "every row of its source" if whole else "as many rows as there happen to be"
        yield Found(
            f"`{call.method}` brings {describe(call.receiver)} to the driver: {size}; nothing on the way bounds them.",
            call.line,
            entity(call),
            end_line=call.end_line,
            level=Level.WARNING if whole and call.receiver.shown else None,
        )
