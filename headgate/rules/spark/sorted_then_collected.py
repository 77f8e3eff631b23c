"""Rows are sorted so that `collect_list` keeps their order, which it does not."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, chain, entity, expressions
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LISTS = frozenset(("collect_list", "array_agg"))
_SORTS = frozenset(("sort_array", "array_sort"))
_KEEP = ("filter", "where", "select", "withColumn", "withColumnRenamed", "drop", "cache", "persist")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            paths = (
                spark.table("shop.visits").orderBy("seen_at")
                .groupBy("user_id").agg(F.collect_list("page").alias("pages"))
            )
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            paths = (
                spark.table("shop.visits").orderBy("seen_at")
                .groupBy("user_id").agg(F.sort_array(F.collect_list(F.struct("seen_at", "page"))).alias("pages"))
            )
            """,
            path="job.py",
        ),
    ],
)
def sorted_then_collected(program: SparkProgram) -> Iterator[Found]:
    """Rows are sorted so that `collect_list` keeps their order, which it does not.

    ## Why it matters

    Grouping shuffles rows by its keys, and they arrive in any order: the sort before it is lost. Lists are in
    another order now and then, and what takes their first or last item, or joins them to a text, changes with it.

    ## Instead

    `sort_array(collect_list(struct(order, value)))`, then `transform` to the values; or a window with `orderBy`.

    ## When it stays silent

    The list is sorted afterwards (`sort_array`, `array_sort`), or nothing is sorted before the grouping.

    ## Fix

    None is made by machine.
    """
    for call in program.named("agg", on=(Sort.GROUPED,)):
        grouping = call.receiver.call if call.receiver else None
        order = _order(grouping.receiver) if grouping is not None else None
        if order is None:
            continue
        for value in call.values():
            methods = {part.call.method for part in expressions(value) if part.call is not None}
            if methods & _LISTS and not methods & _SORTS:
                told = f"The order of line {order.line} is lost in the grouping: the list may be in any."
                yield Found(told, call.line, entity(call))
                break


def _order(value: Value | None) -> Call | None:
    """The sort right before a grouping."""
    for step in chain(value):
        if step.method in ("orderBy", "sort") and step.on is Sort.FRAME:
            return step
        if step.method not in _KEEP:
            return None
    return None
