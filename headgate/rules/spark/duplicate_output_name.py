"""Two columns of one result have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import column_name
from headgate.facts.spark.program import Sort, SparkProgram, entity
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
            5,
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

    Names are not all told, or they differ.

    ## Fix

    None is made by machine.
    """
    for call in program.calls:
        if not (call.method == "select" and call.on is Sort.FRAME) and not (
            call.method == "agg" and call.on is Sort.GROUPED
        ):
            continue
        seen: dict[str, str] = {}
        values = [part for value in call.arguments for part in (value.parts if value.operator == "list" else (value,))]
        for value in values:
            name = column_name(value)
            if name and name.lower() in seen and call.receiver is not None:
                yield Found(f"Two columns are called `{name}`.", value.line or call.line, f"{entity(call)}.{name}")
                break
            seen[name.lower()] = name
