"""A column is compared with `None`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from headgate.facts.spark.plans import (
    column_name,
    spark_column,
)
from headgate.facts.spark.program import (
    SparkProgram,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

_COMPARED = re.compile(
    r"(?<=[(,|&~])(\s{0,20}[A-Za-z_][\w.]{0,100}(?:\([^()\n]{0,100}\)|\[[^\[\]\n]{0,100}\])?)"
    r"\s{1,20}(?:===?|=!=|!=)\s{1,20}(?:None|null)\b"
)
"""A column by name, call or key at the beginning of an operand: what is bound more tightly stays as it is."""


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
            fixed="""
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders").filter(F.col("customer_id").isNull())
            """,
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
            fixed="""
            import org.apache.spark.sql.DataFrame
            import org.apache.spark.sql.functions.col
            object Job {
              def open(orders: DataFrame): DataFrame = orders.filter(col("paid_at").isNull)
            }
            """,
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

    `isNull` for `==`, `isNotNull` for `!=`, where the line compares one plain column. Look at what it then keeps: the
    branch has never run.
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
            called = f"{better}()" if program.language == "python" else better
            rewrite = Rewrite(f"Ask {better}", _COMPARED, partial(_asked, called))
            yield Found(told, test.line, f"{name}.{test.operator}", rewrite=rewrite)


def _asked(called: str, found: re.Match[str]) -> str:
    return f"{found[1]}.{called}"
