"""The result of a transformation is thrown away."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.program import (
    SparkProgram,
    entity,
    root,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_CELLS = ("# COMMAND ----------", "// COMMAND ----------")
"""What divides the cells of a notebook that is kept as source."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.filter(F.col("amount") > 0)
            orders.write.mode("append").saveAsTable("shop.copy")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders = orders.filter(F.col("amount") > 0)
            orders.cache()
            orders.write.mode("append").saveAsTable("shop.copy")
            """,
            path="job.py",
        ),
        silent(
            """
            # COMMAND ----------
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.filter(F.col("amount") > 0)
            # COMMAND ----------
            orders.write.mode("append").saveAsTable("shop.copy")
            """,
            path="notebook.py",
        ),
        silent(
            """
            import org.apache.spark.sql.DataFrame
            object Job {
              def paid(orders: DataFrame, users: DataFrame): DataFrame = {
                val joined =
                  orders.join(users, "user_id")

                // What comes next is another statement.
                joined.filter("paid")
                // Nothing follows.
              }
            }
            """,
            path="Job.scala",
        ),
    ],
)
def transformation_discarded(program: SparkProgram) -> Iterator[Found]:
    """The result of a transformation is thrown away.

    ## Why it matters

    DataFrames never change. `df.filter(…)` as a statement of its own does nothing: the rows that were to be dropped
    stay, and no error says so.

    ## Instead

    Give the result a name: `df = df.filter(…)`.

    ## When it stays silent

    The call is one that acts on the DataFrame itself (`cache`, `persist`, `unpersist`, `checkpoint`), it stands in
    a notebook's cell, which shows its last line, or the value is not shown to be a DataFrame.

    ## Fix

    Puts `name = ` before a statement of one line that starts from a variable.
    """
    if program.path.endswith(".ipynb"):
        return
    cells = any(mark in program.text for mark in _CELLS)
    for call in program.named(*api.FRAME_TO_FRAME - api.PINNING - {"na", "stat", "observe"}):
        if not call.discarded or call.receiver is None or not call.receiver.shown:
            continue
        if cells and call.function is None:
            continue
        name = call.receiver.name or root(call.receiver).name
        used = [user for user in program.uses.get(id(call.receiver), ()) if user is not call]
        if call.receiver.name and (used or call.receiver.parameter):
            yield Found(
                f"`{name}` stays as it is: the result of `{call.method}` is thrown away.",
                call.line,
                entity(call),
                end_line=call.end_line,
            )
