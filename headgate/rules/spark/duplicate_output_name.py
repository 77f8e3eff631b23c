"""Two columns of one result have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import column_name
from headgate.facts.spark.program import Sort, SparkProgram, Value, entity
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
            totals = spark.table("shop.orders").groupBy("user_id").agg(
                F.sum("net").alias("amount"),
                F.sum("tax").alias("amount"),
            )
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            totals = spark.table("shop.orders").groupBy("user_id").agg(
                F.sum("net").alias("amount"),
                F.sum("tax").alias("tax"),
            )
            """,
            path="job.py",
        ),
    ],
)
def duplicate_output_name(program: SparkProgram) -> Iterator[Found]:
    """Two columns of one result have the same name.

    ## Why it matters

    Naming the column afterwards raises `AnalysisException` (`AMBIGUOUS_REFERENCE`), and so does writing the result:
    files and tables take each name once, whatever its case.

    ## Instead

    An alias for one of them, or leave one out.

    ## When it stays silent

    Names are not all told, or they differ. The same column twice, unchanged, is a note: it can be named, only not
    written.

    ## Fix

    None is made by machine.
    """
    for call in program.calls:
        if not (call.method == "select" and call.on is Sort.FRAME) and not (
            call.method == "agg" and call.on is Sort.GROUPED
        ):
            continue
        seen: dict[str, bool] = {}
        values = [part for value in call.arguments for part in (value.parts if value.operator == "list" else (value,))]
        for value in values:
            name = column_name(value)
            if name and name.lower() in seen and call.receiver is not None:
                # One column twice can still be named, only not written.
                level = Level.NOTE if _plain(value) and seen[name.lower()] else None
                yield Found(f"Two columns are called `{name}`.", call.line, f"{entity(call)}.{name}", level=level)
                break
            seen[name.lower()] = _plain(value)


def _plain(value: Value) -> bool:
    """Whether it names a column and does nothing with it."""
    named = value.call is not None and value.call.method in ("col", "column")
    return value.text is not None or named or (bool(value.column) and value.call is None)
