"""`groupByKey` gathers all values of a key in one place."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    describe,
    entity,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_COMBINING = ("reduceGroups", "agg", "count", "keys", "flatMapGroupsWithState", "mapGroupsWithState")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            import org.apache.spark.sql.Dataset
            object Job {
              def run(orders: Dataset[Order]) =
                orders.groupByKey(_.customer).mapGroups((key, rows) => rows.size)
            }
            """,
            4,
            path="Job.scala",
        ),
        silent(
            """
            import org.apache.spark.sql.Dataset
            object Job {
              def run(orders: Dataset[Order]) = orders.groupByKey(_.customer).reduceGroups((a, b) => a)
            }
            """,
            path="Job.scala",
        ),
    ],
)
def group_by_key(program: SparkProgram) -> Iterator[Found]:
    """`groupByKey` gathers all values of a key in one place.

    ## Why it matters

    Nothing is combined before the shuffle, and all values of a key must fit one task. A frequent key ends the job.

    ## Instead

    `reduceByKey` or `aggregateByKey` on RDDs; `groupBy(…).agg(…)` on DataFrames and Datasets.

    ## When it stays silent

    The groups are reduced at once by `reduceGroups`, `agg` or `count`.

    ## Fix

    None is made by machine: the function that combines is not always told.
    """
    for call in program.named("groupByKey", on=(Sort.FRAME, Sort.RDD)):
        users = [user.method for user in program.uses.get(id(call.result), ())]
        if not users or not all(method in _COMBINING for method in users):
            after = f" for `{users[0]}`" if users else ""
            yield Found(
                f"`groupByKey` brings all values of a key of {describe(call.receiver)} into one task{after}.",
                call.line,
                entity(call),
                level=Level.NOTE if call.on is Sort.FRAME else None,
            )
