"""A join condition has no equality between the two sides."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
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

_EQUAL = ("==", "===", "<=>")
_PREDICATES = api.names(
    "array_contains arrays_overlap between contains startswith endswith startsWith endsWith like rlike expr instr"
)


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            prices = spark.table("shop.prices")
            priced = orders.join(prices, (orders.at >= prices.start) & (orders.at < prices.end))
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            prices = spark.table("shop.prices")
            priced = orders.join(prices, (orders.item == prices.item) & (orders.at >= prices.start))
            """,
            path="job.py",
        ),
    ],
)
def non_equi_join(program: SparkProgram) -> Iterator[Found]:
    """A join condition has no equality between the two sides.

    ## Why it matters

    Without an equality Spark can neither hash nor sort: it compares every row of one side with every row of the
    other (a nested loop join, or a cartesian product with a filter).

    ## Instead

    Add an equality, even a coarse one (a day, a bucket, a region), beside the range; or broadcast the small side.

    ## When it stays silent

    The condition has an equality, is a column name or a list of them, one side is broadcast or has few rows, or the
    condition is a variable.

    ## Fix

    None is made by machine: which equality holds is a matter of the data.
    """
    for call in program.named("join"):
        condition = call.argument(1, "on") or call.keywords.get("joinExprs")
        other = call.argument(0, "other")
        if condition is None or other is None or call.receiver is None or condition.sort is not Sort.COLUMN:
            continue
        if not _compares(condition) or any(part.operator in _EQUAL for part in _terms(condition)):
            continue
        if any(bounded(side) or any(s.method == "broadcast" for s in chain(side)) for side in (call.receiver, other)):
            continue
        yield Found(
            f"The condition of this join of {describe(call.receiver)} has no equality, so every row of one side is "
            "compared with every row of the other.",
            call.line,
            entity(call),
            end_line=call.end_line,
        )


def _compares(condition: Value) -> bool:
    """Whether the condition is written out: comparisons, or a function of columns such as `array_contains`."""
    if condition.operator:
        return any(part.operator in ("<", "<=", ">", ">=", "!=", "=!=", "|") for part in _terms(condition))
    return condition.call is not None and condition.call.method in _PREDICATES


def _terms(condition: Value) -> list[Value]:
    """The condition's parts: those that all have to hold, and an `|` as a whole."""
    if condition.operator in ("&", "&&", "list"):
        return [term for part in condition.parts for term in _terms(part)]
    if condition.operator == "|":
        each = [_terms(part) for part in condition.parts]
        hashed = all(any(term.operator in _EQUAL for term in terms) for terms in each)
        return [condition] if not hashed else [condition.parts[0]]
    return [condition]
