"""`None` is among the values of `isin`."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import column_name, spark_column
from headgate.facts.spark.program import Sort, SparkProgram
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
            open_ = spark.table("shop.orders").filter(~F.col("state").isin("paid", None))
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            open_ = spark.table("shop.orders").filter(~F.col("state").isin("paid", "sent") | F.col("state").isNull())
            """,
            path="job.py",
        ),
    ],
)
def null_in_isin(program: SparkProgram) -> Iterator[Found]:
    """`None` is among the values of `isin`.

    ## Why it matters

    `isin(…, None)` does not find NULLs: a comparison with NULL is NULL. And `~isin(…, None)` is never true, so the
    filter keeps no row at all.

    ## Instead

    `column.isin(…) | column.isNull()`; for the negation `~column.isin(…) & column.isNotNull()`.

    ## When it stays silent

    The list holds no literal `None`.

    ## Fix

    None is made by machine: whether rows with NULL are meant is not told.
    """
    for call in program.named("isin", on=(Sort.COLUMN,)):
        values = [part for value in call.arguments for part in (value.parts if value.operator == "list" else (value,))]
        nulls = [part for part in values if part.is_constant and part.constant is None]
        if nulls and program.language == "python" and call.receiver is not None and spark_column(call.receiver):
            name = column_name(call.receiver) or "the column"
            told = f"`isin` compares `{name}` with NULL, which is never true; negated, it keeps no row."
            yield Found(told, call.line, f"{name}.isin")
