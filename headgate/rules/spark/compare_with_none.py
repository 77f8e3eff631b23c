"""A column is compared with `None`."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.plans import (
    column_name,
    spark_column,
)
from headgate.facts.spark.program import (
    SparkProgram,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").filter(F.col("customer_id") == None)
            """,
            3,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.DataFrame
            import org.apache.spark.sql.functions.col
            object Job {
              def open(orders: DataFrame): DataFrame = orders.filter(col("paid_at") === null)
            }
            """,
            4,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").filter(F.col("customer_id").isNull())
            name = None
            if name == None:
                name = "orders"
            """,
            path="job.py",
        ),
    ],
)
def compare_with_none(program: SparkProgram) -> Iterator[Found]:
    """A column is compared with `None`.

    ## Why it matters

    In Spark `column == None` is `column = NULL`, which is NULL for every row: a filter keeps nothing, `!=` keeps
    nothing either, and `when` never takes the branch.

    ## Instead

    `column.isNull()` and `column.isNotNull()`, or `column.eqNullSafe(other)`.

    ## When it stays silent

    The value is not a column of Spark: pandas compares with `None` row by row, Scala's `==` compares objects.

    ## Fix

    `isNull` for `==`, `isNotNull` for `!=`; it is left to the author, since the branch has never run.
    """
    reported: set[int] = set()
    for test in program.tests:
        if test.operator not in ("==", "!=", "===", "=!=") or test.line in reported or test.against is None:
            continue
        columns = program.language == "python" or test.operator in ("===", "=!=")
        null = test.against.is_constant and test.against.constant is None and columns
        if null and spark_column(test.value):
            reported.add(test.line)
            none = "None" if program.language == "python" else "null"
            better = "isNull" if test.operator.startswith("=") and "!" not in test.operator else "isNotNull"
            name = column_name(test.value) or "the column"
            told = f"`{name} {test.operator} {none}` is NULL for every row, never true; `{better}()` asks for NULL."
            yield Found(told, test.line, f"{name}.{test.operator}")
