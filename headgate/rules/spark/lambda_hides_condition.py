"""A typed lambda filters rows where a column expression would do."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import SparkProgram, entity
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            import org.apache.spark.sql.Dataset
            object Job {
              def paid(orders: Dataset[Order]): Dataset[Order] = orders.filter(order => order.amount > 0)
            }
            """,
            3,
            path="Job.scala",
        ),
        silent(
            """
            import org.apache.spark.sql.Dataset
            import org.apache.spark.sql.functions.col
            object Job {
              def paid(orders: Dataset[Order]): Dataset[Order] = orders.filter(col("amount") > 0)
            }
            """,
            path="Job.scala",
        ),
    ],
)
def lambda_hides_condition(program: SparkProgram) -> Iterator[Found]:
    """A typed lambda filters rows where a column expression would do.

    ## Why it matters

    Spark cannot look into a function: every row becomes an object first, nothing is pushed to the source, no
    partition is pruned, and columns that only the condition needs are all read.

    ## Instead

    `ds.filter($"amount" > 0)`; the result is a Dataset of the same type.

    ## When it stays silent

    The condition is an expression of columns, or it is an RDD's.

    ## Fix

    None is made by machine.
    """
    if program.language != "scala":
        return
    for call in program.named("filter", "where"):
        given = call.arguments[0] if call.arguments else None
        typed = given is not None and given.function is not None and given.function.name == "<lambda>"
        if typed and call.receiver is not None and call.receiver.shown:
            yield Found("The condition is a function that Spark cannot look into.", call.line, entity(call))
