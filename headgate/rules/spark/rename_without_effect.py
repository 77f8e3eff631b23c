"""A column is renamed or dropped that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import output_columns
from headgate.facts.spark.program import SparkProgram, entity
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
            orders = spark.table("shop.orders").select("id", "amount").withColumnRenamed("order_id", "id")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").select("order_id", "amount").withColumnRenamed("ORDER_ID", "id")
            less = orders.drop("amount")
            """,
            path="job.py",
        ),
    ],
)
def rename_without_effect(program: SparkProgram) -> Iterator[Found]:
    """A column is renamed or dropped that is not there.

    ## Why it matters

    `withColumnRenamed` and `drop` say nothing of a column that they do not find: the name that later steps expect
    is missing, or the column that was to go stays.

    ## Instead

    The name as the select before it gives it.

    ## When it stays silent

    The columns are not all told by literal names. A `drop` is a note: dropping what may be there is common.

    ## Fix

    None is made by machine: which of the two names is wrong is not told.
    """
    for call in program.named("withColumnRenamed", "drop"):
        before = output_columns(call.receiver) if call.receiver is not None else None
        if before is None or call.keywords or not call.receiver or not call.receiver.shown:
            continue
        there = {name.lower() for name in before}
        for value in call.arguments[:1] if call.method == "withColumnRenamed" else call.arguments:
            if value.text and value.text.lower() not in there:
                level = Level.NOTE if call.method == "drop" else None
                told = f"There is no `{value.text}` among the columns here; `{call.method}` does nothing."
                yield Found(told, call.line, f"{entity(call)}.{value.text}", level=level)
