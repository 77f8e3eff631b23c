"""`and`, `or`, `not` or `in` is applied to a column."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    spark_column,
)
from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    Value,
    entity,
    expressions,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LOGIC = ("and", "or", "not", "in", "&", "|")


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            both = orders.filter(F.col("amount") > 1 and F.col("country") == "NL")
            mixed = orders.filter(F.col("amount") > 1 & F.col("items") > 2)
            """,
            4,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            both = orders.filter((F.col("amount") > 1) & ~(F.col("country") == "NL"))
            name = orders.columns and "a" or "b"
            """,
            path="job.py",
        ),
    ],
)
def python_logic_on_columns(program: SparkProgram) -> Iterator[Found]:
    """`and`, `or`, `not` or `in` is applied to a column.

    ## Why it matters

    Python asks a column whether it is true, and Spark raises `ValueError: Cannot convert column into bool`. With
    `&` and `|` and no parentheses round the comparisons, `&` takes the numbers first and the same error follows.

    ## Instead

    `&`, `|` and `~`, each comparison in parentheses; `isin` for `in`.

    ## When it stays silent

    The values are no columns of Spark.

    ## Fix

    None is made by machine: parentheses decide what is meant.
    """
    reported: set[int] = set()
    for call in program.calls:
        for value in call.values():
            for part in expressions(value):
                wrong = _wrong(part)
                if wrong and part.line not in reported:
                    reported.add(part.line)
                    yield Found(
                        f"{wrong}: this raises `ValueError` when it runs.", part.line, f"{entity(call)}.{part.operator}"
                    )


def _wrong(value: Value) -> str:
    """What is wrong with an expression of columns; empty where nothing is."""
    if value.operator not in _LOGIC:
        return ""
    columns = [part for part in value.parts if spark_column(part)]
    if value.operator in ("and", "or") and value.parts[0] in columns:
        return f"`{value.operator}` asks a column whether it is true"
    if value.operator == "not" and columns:
        return "`not` asks a column whether it is true"
    if value.operator == "in" and value.parts[0] in columns and value.parts[1].sort is Sort.LOCAL:
        return "`in` asks a column whether it is true"
    numbers = [part for part in value.parts if part.is_constant and not isinstance(part.constant, bool)]
    if value.operator in ("&", "|") and columns and numbers:
        return f"`{value.operator}` binds before the comparison and takes the constant with it"
    return ""
