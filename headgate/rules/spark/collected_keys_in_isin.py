"""Keys are collected to the driver to filter another DataFrame by them."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import bounded
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value, expressions
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
            bad = spark.table("shop.bad_users").select("user_id").rdd.flatMap(lambda row: row).collect()
            orders = spark.table("shop.orders").filter(F.col("user_id").isin(bad))
            """,
            4,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            bad = [row.user_id for row in spark.table("shop.bad_users").collect()]
            orders = spark.table("shop.orders").filter(F.col("user_id").isin(bad))
            more = spark.table("shop.bad_users").toPandas()["user_id"].tolist()
            others = spark.table("shop.orders").filter(~F.col("user_id").isin(more))
            """,
            4,
            6,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            bad = [row for row in spark.table("shop.countries").limit(5).collect()]
            orders = spark.table("shop.orders").filter(F.col("country").isin("NL", "BE"))
            some = spark.table("shop.countries").limit(5).collect()
            few = spark.table("shop.orders").filter(F.col("country").isin(some))
            """,
            path="job.py",
        ),
    ],
)
def collected_keys_in_isin(program: SparkProgram) -> Iterator[Found]:
    """Keys are collected to the driver to filter another DataFrame by them.

    ## Why it matters

    The list goes from the executors to the driver, into the query's text, and back: with some ten thousand keys
    planning takes minutes, with more the driver or the code generator fails.

    ## Instead

    `df.join(keys, "id", "left_semi")`, or `left_anti` for those that are not in it.

    ## When it stays silent

    The list does not come from `collect`, or what was collected has few rows by construction.

    ## Fix

    None is made by machine: the keys' column has to be named.
    """
    for call in program.named("isin", on=(Sort.COLUMN,)):
        for value in call.arguments:
            source = next((part for part in expressions(value) if _rows(part)), None)
            if source is not None:
                yield Found("Keys are collected only to be sent back in `isin`.", call.line, f"{_place(call)}.isin")
                break


def _rows(value: Value) -> bool:
    if value.operator == "comprehension" and value.of is not None:
        return any(_rows(part) for part in expressions(value.of))
    call = value.call
    brought = call is not None and call.method in ("collect", "toPandas") and value.sort in (Sort.ROWS, Sort.PANDAS)
    return call is not None and brought and not bounded(call.receiver)


def _place(call: Call) -> str:
    return call.function.name if call.function else "module"
