"""The number of partitions is written into the code."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
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
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").repartition(200, "customer_id")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").repartition("customer_id")
            fewer = orders.coalesce(8)
            """,
            path="job.py",
        ),
    ],
)
def hardcoded_partitions(program: SparkProgram) -> Iterator[Found]:
    """The number of partitions is written into the code.

    ## Why it matters

    A number that suits today's data is too small next year and too large for a test. Adaptive execution sizes
    partitions by what they hold, but leaves a stated number alone.

    ## Instead

    Leave the number out (`repartition("key")`), or read it from the job's configuration.

    ## When it stays silent

    No number is written, or it is 1, which `spark/single-partition` speaks of.

    ## Fix

    None is made by machine: the right number is not in the code.
    """
    for call in program.named("repartition", "repartitionByRange"):
        number = call.argument(0, "numPartitions")
        if number is not None and number.whole is not None and number.whole > 1:
            yield Found(
                f"`{call.method}` fixes {number.whole} partitions for {describe(call.receiver)}, however large it is.",
                call.line,
                entity(call),
            )
