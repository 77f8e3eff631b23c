"""A join without a condition pairs every row with every other."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    bounded,
)
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Value,
    chain,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            customers = spark.table("shop.customers")
            pairs = orders.join(customers)
            every = orders.crossJoin(customers)
            """,
            5,
            6,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.DataFrame
            object Job {
              def run(orders: DataFrame, customers: DataFrame): DataFrame = orders.crossJoin(customers)
            }
            """,
            3,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            total = orders.agg(F.sum("amount").alias("total"))
            shares = orders.crossJoin(total)
            named = orders.join(spark.table("shop.customers"), "customer_id")
            path = ", ".join(["a", "b"])
            """,
            path="job.py",
        ),
    ],
)
def cartesian_join(program: SparkProgram) -> Iterator[Found]:
    """A join without a condition pairs every row with every other.

    ## Why it matters

    The result has as many rows as the product of both sides. A million rows against ten thousand are ten billion;
    the job runs for hours or fills the disks.

    ## Instead

    Give the join its keys. Where every pair is wanted, and one side is small, say `crossJoin(broadcast(small))`.

    ## When it stays silent

    One side is known to have few rows (a total, a limit, rows written in the program) or is broadcast.

    ## Fix

    None is made by machine: the keys are not told by the code.
    """
    for call in program.named("join", "crossJoin"):
        other = call.argument(0, "other") or call.argument(0, "right")
        if call.receiver is None or other is None or other.sort is Sort.LOCAL:
            continue
        condition = call.argument(1, "on")
        given = condition is not None and not (condition.is_constant and condition.constant is None)
        if (call.method == "join" and given) or any(_small(side) for side in (call.receiver, other)):
            continue
        how = "" if call.method == "crossJoin" else " without a condition"
        yield Found(
            f"`{call.method}`{how} pairs every row of {describe(call.receiver)} with every row of "
            f"{_other(other)}: the result has the product of both.",
            call.line,
            entity(call),
            end_line=call.end_line,
            level=None if call.receiver.shown else Level.NOTE,
        )


def _small(side: Value) -> bool:
    return bounded(side) or any(call.method == "broadcast" for call in chain(side)) or _distinct_keys(side)


def _distinct_keys(side: Value) -> bool:
    """The distinct values of one or two columns: a list of keys, made to be paired."""
    return any(call.method in ("distinct", "dropDuplicates") for call in chain(side)) and any(
        call.method == "select" and len(call.arguments) <= 2 for call in chain(side)
    )


def _other(value: Value) -> str:
    return describe(value) if value.name or value.call else "the other"
