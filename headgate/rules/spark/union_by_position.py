"""`union` matches columns by their position."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    output_columns,
)
from headgate.facts.spark.program import (
    Call,
    Sort,
    SparkProgram,
    Value,
    ancestors,
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
            old = spark.table("shop.orders_2024").select("id", "amount", "country")
            new = spark.table("shop.orders_2025").select("id", "country", "amount")
            orders = old.union(new)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            old = spark.table("shop.orders_2024").select("id", "amount")
            new = spark.table("shop.orders_2025").select("id", "amount")
            orders = old.union(new)
            names = {"a"}.union({"b"})
            """,
            path="job.py",
        ),
    ],
)
def union_by_position(program: SparkProgram) -> Iterator[Found]:
    """`union` matches columns by their position.

    ## Why it matters

    The first column goes below the first, whatever the names. When one side gains, loses or reorders a column,
    values land in the wrong column without an error as long as the types can be cast.

    ## Instead

    `unionByName`, with `allowMissingColumns=True` where one side has fewer.

    ## When it stays silent

    Both sides are known to have the same columns in the same order: the same `select`, or one is made from the
    other.

    ## Fix

    Replaces `union` by `unionByName`, where both sides are known to have the same names in another order.
    """
    for call in program.named("union", "unionAll"):
        other = call.argument(0, "other")
        if other is None or call.receiver is None or other.sort is not Sort.FRAME:
            continue
        left, right = output_columns(call.receiver), output_columns(other)
        if left is not None and right is not None:
            if left != right:
                yield _different(call, left, right)
            continue
        if not _kin(call.receiver, other):
            yield Found(
                f"`{call.method}` puts {describe(other)} below {describe(call.receiver)} by position; "
                "nothing here shows that their columns stand in the same order.",
                call.line,
                entity(call),
            )


def _different(call: Call, left: tuple[str, ...], right: tuple[str, ...]) -> Found:
    pairs = [(a, b) for a, b in zip(left, right, strict=False) if a.lower() != b.lower()]
    swapped = sorted(name.lower() for name in left) == sorted(name.lower() for name in right)
    first = f"`{pairs[0][1]}` lands in `{pairs[0][0]}`" if pairs else f"{len(left)} columns meet {len(right)}"
    return Found(
        f"`{call.method}` goes by position: {first}.",
        call.line,
        entity(call),
        level=Level.ERROR if swapped and pairs else Level.WARNING,
    )


def _kin(one: Value, other: Value) -> bool:
    """Whether both are made from one DataFrame, or by the same function."""
    mine = {id(value) for value in ancestors(one) if value.sort is Sort.FRAME}
    if any(id(value) in mine for value in ancestors(other) if value.sort is Sort.FRAME):
        return True
    makers = [value.call.callee for value in (one, other) if value.call is not None]
    return len(makers) == 2 and makers[0] is not None and makers[0] is makers[1]
