"""A broadcast variable is made and never used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.spark.program import Sort, SparkProgram, Value
from headgate.facts.spark.python import SparkModule
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
            rates = {"EUR": 1.0}
            shared = spark.sparkContext.broadcast(rates)
            rate = F.udf(lambda currency: rates[currency], "double")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            rates = {"EUR": 1.0}
            shared = spark.sparkContext.broadcast(rates)
            rate = F.udf(lambda currency: shared.value[currency], "double")
            """,
            path="job.py",
        ),
    ],
)
def broadcast_never_used(program: SparkProgram) -> Iterator[Found]:
    """A broadcast variable is made and never used.

    ## Why it matters

    Its value is serialised and kept on the driver for nothing; mostly the function still uses the plain variable,
    which is sent along with every task, and that is what the broadcast was to avoid.

    ## Instead

    `name.value` inside the function; or no broadcast.

    ## When it stays silent

    The name is used anywhere after it, returned, or kept in an attribute.

    ## Fix

    None is made by machine.
    """
    made = [one for one in program.bindings if _broadcasts(one.value) and not one.name.startswith("self.")]
    if not made or not isinstance(program, SparkModule) or program.tree is None:
        return
    used = {node.id for node in ast.walk(program.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    for one in made:
        if one.name not in used:
            yield Found(f"The broadcast `{one.name}` is never used.", one.line, one.name)


def _broadcasts(value: Value) -> bool:
    return value.call is not None and value.call.method == "broadcast" and value.call.on is Sort.CONTEXT
