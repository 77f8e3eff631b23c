"""`first` or `last` picks a value without an order."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    column_name,
)
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    Value,
    chain,
    expressions,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            mails = spark.table("shop.orders").groupBy("customer_id").agg(F.first("email"))
            """,
            3,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, Window, functions as F
            spark = SparkSession.builder.getOrCreate()
            last = F.last("email").over(Window.partitionBy("customer_id"))
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, Window, functions as F
            spark = SparkSession.builder.getOrCreate()
            order = Window.partitionBy("customer_id").orderBy("ordered_at")
            mails = spark.table("shop.orders").withColumn("mail", F.first("email").over(order))
            most = spark.table("shop.orders").groupBy("customer_id").agg(F.max_by("email", "ordered_at"))
            """,
            path="job.py",
        ),
    ],
)
def unordered_first(program: SparkProgram) -> Iterator[Found]:
    """`first` or `last` picks a value without an order.

    ## Why it matters

    After a shuffle rows arrive in any order, so `first` in a grouping, or over a window without `orderBy`, gives
    another value from run to run. Sorting before `groupBy` does not help: grouping shuffles again.

    ## Instead

    `min_by` or `max_by` with the column that decides, or a window with `orderBy`; `any_value` where any will do.

    ## When it stays silent

    The window is ordered, the aggregate has no keys or follows `pivot`, or a key itself is taken. It is a note
    where nothing shows that an order was meant: the column may be the same in all rows of a group.

    ## Fix

    None is made by machine: the column that decides is for the author to name.
    """
    for call in program.named("agg", on=(Sort.GROUPED,)):
        grouping = call.receiver.call if call.receiver else None
        if grouping is None or grouping.method == "pivot" or _keyless(grouping):
            continue
        for value in call.values():
            for part in expressions(value):
                if part.call is not None and _picks(part) and not _is_key(part, grouping):
                    meant = part.call.method.startswith("last") or _sorted_before(grouping)
                    yield _found(part.call, f"after `{grouping.method}`, where rows have no order", meant)
    for call in program.named("over", on=(Sort.COLUMN,)):
        window = call.argument(0, "window")
        if call.receiver is None or call.receiver.call is None or not _picks(call.receiver):
            continue
        steps = [step.method for step in chain(window)]
        if steps and "orderBy" not in steps:
            yield _found(call.receiver.call, "over a window without `orderBy`", True)


def _keyless(grouping: Call) -> bool:
    return not any(True for _ in grouping.values())


def _picks(value: Value) -> bool:
    call = value.call
    return call is not None and call.receiver is None and call.method in ("first", "last", "first_value", "last_value")


def _is_key(value: Value, grouping: Call) -> bool:
    """Whether the picked column is one of the keys, which all rows of a group share."""
    if value.call is None or not value.call.arguments:
        return False
    picked = column_name(value.call.arguments[0])
    keys = {column_name(part) for key in grouping.values() for part in (key, *key.parts)}
    return bool(picked) and picked in keys


def _sorted_before(grouping: Call) -> bool:
    return any(step.method in ("orderBy", "sort") for step in chain(grouping.receiver))


def _found(call: Call, why: str, meant: bool) -> Found:
    name = column_name(call.arguments[0]) if call.arguments else ""
    subject = f"`{call.method}` of `{name}`" if name else f"`{call.method}`"
    place = call.function.name if call.function else "module"
    return Found(
        f"{subject} is taken {why}: the value can differ from run to run.",
        call.line,
        f"{place}.{call.method}.{name}",
        level=None if meant else Level.NOTE,
    )
