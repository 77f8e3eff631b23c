"""All rows are counted to learn whether there is one."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
)
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Test,
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
            if orders.count() == 0:
                raise ValueError("no orders")
            """,
            4,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.DataFrame
            object Job {
              def check(orders: DataFrame): Boolean = orders.count() > 0
            }
            """,
            3,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            names = ["a", "b"]
            if names.count("a") == 0 or spark.table("shop.orders").limit(1).count() == 0:
                raise ValueError("no orders")
            """,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            number = spark.table("shop.orders").count()
            if number == 0:
                raise ValueError("no orders")
            print(number)
            """,
            path="job.py",
        ),
    ],
)
def count_for_emptiness(program: SparkProgram) -> Iterator[Found]:
    """All rows are counted to learn whether there is one.

    ## Why it matters

    `count` reads everything; the question is answered by the first row.

    ## Instead

    `df.isEmpty()` (Spark 3.3 and later), or `df.limit(1).count() == 0`; in Scala `df.isEmpty`.

    ## When it stays silent

    The count is kept and used for more, the DataFrame is limited, or `count` is a list's or a string's.

    ## Fix

    None is made by machine: the Spark version decides which form there is.
    """
    for test in program.tests:
        call = test.value.call
        if call is None or test.value.name or not _asks_for_any(test):
            continue
        counts = call.method == "count" and call.on in (Sort.FRAME, Sort.RDD)
        if counts and call.receiver is not None and not bounded(call.receiver):
            yield Found(
                f"`count` reads all of {describe(call.receiver)} to learn whether there is one row.",
                call.line,
                entity(call),
            )
        fetched = call.arguments[0].call if call.method == "len" and call.arguments else None
        if fetched is not None and fetched.method == "collect" and not bounded(fetched.receiver):
            yield Found(
                f"`len(…collect())` fetches all of {describe(fetched.receiver)} to learn whether there is one row.",
                call.line,
                entity(fetched),
            )


def _asks_for_any(test: Test) -> bool:
    """Whether only none or some is asked: truth, `== 0`, `> 0`, `>= 1`, `< 1`."""
    if test.operator == "truth":
        return True
    number = test.against.whole if test.against is not None else None
    return (test.operator, number) in (("==", 0), ("!=", 0), (">", 0), ("<=", 0), (">=", 1), ("<", 1), ("===", 0))
