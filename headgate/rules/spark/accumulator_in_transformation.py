"""An accumulator is updated in a transformation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.spark.closures import shipped
from headgate.facts.spark.program import Sort, SparkProgram, Value
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
            bad = spark.sparkContext.accumulator(0)
            def parse(line):
                bad.add(1)
                return line.split(",")
            rows = spark.sparkContext.textFile("s3://shop/orders").map(parse)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            bad = spark.sparkContext.accumulator(0)
            def count(row):
                bad.add(1)
            spark.table("shop.orders").foreach(count)
            """,
            path="job.py",
        ),
    ],
)
def accumulator_in_transformation(program: SparkProgram) -> Iterator[Found]:
    """An accumulator is updated in a transformation.

    ## Why it matters

    Spark promises to count each task once only for actions. In a transformation a task that is retried or
    speculated, and a stage that is computed again because nothing was cached, adds again: the number is too high
    now and then. Before the first action it is zero.

    ## Instead

    Count with an aggregate, or with `observe`; or update the accumulator in `foreach`.

    ## When it stays silent

    The function is handed to `foreach` or `foreachPartition`, or the name is no accumulator of this file.

    ## Fix

    None is made by machine.
    """
    accumulators = {one.name for one in program.bindings if _accumulates(one.value)}
    for one in shipped(program) if accumulators else ():
        if one.how.startswith("foreach"):
            continue
        for node in ast.walk(one.body):
            name = _updated(node)
            if name in accumulators:
                told = f"`{name}` is added to in `{one.how}`, whose tasks may run more than once."
                yield Found(told, getattr(node, "lineno", one.line), f"{one.function.name}.{name}")
                break


def _accumulates(value: Value) -> bool:
    return value.call is not None and value.call.method == "accumulator" and value.call.on is Sort.CONTEXT


def _updated(node: ast.AST) -> str:
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    adds = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add"
    if adds and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value.id if isinstance(node.func.value, ast.Name) else ""
    return ""
