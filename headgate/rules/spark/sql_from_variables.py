"""SQL is put together from variables."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    entity,
    expressions,
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
            def load(day):
                return spark.sql(f"SELECT * FROM shop.orders WHERE day = '{day}'")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            TABLE = "shop.orders"
            orders = spark.sql(f"SELECT * FROM {TABLE}")
            day = spark.sql("SELECT * FROM shop.orders WHERE day = :day", args={"day": "2026-01-01"})
            """,
            path="job.py",
        ),
    ],
)
def sql_from_variables(program: SparkProgram) -> Iterator[Found]:
    """SQL is put together from variables.

    ## Why it matters

    A value with a quote in it ends the string that it was put into: the query fails, or does what the value says.
    Plans are not reused either.

    ## Instead

    Parameters: `spark.sql("… WHERE day = :day", args={"day": day})` (Spark 3.4 and later), or DataFrame methods.

    ## When it stays silent

    What is put in is written in the file, or is a name of a table or view that the program makes.

    ## Fix

    None is made by machine: identifiers cannot be parameters before Spark 4.
    """
    for call in program.named("sql", on=(Sort.SESSION,)):
        query = call.argument(0, "sqlQuery")
        if query is None or query.is_constant or "format" not in (part.operator for part in (query, *query.parts)):
            continue
        holes = [part.name for part in expressions(query) if not part.is_constant and part.name]
        named = f" `{holes[0]}`" if holes else " a value"
        yield Found(
            f"The text of this query takes{named} from a variable.",
            call.line,
            f"{entity(call)}.{holes[0] if holes else ''}",
        )
