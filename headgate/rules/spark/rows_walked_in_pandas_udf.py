"""A function on pandas frames goes through them row by row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.spark.closures import shipped
from headgate.facts.spark.program import SparkProgram
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_PANDAS = ("pandas_udf", "applyInPandas", "mapInPandas")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            def total(frame):
                frame["total"] = frame.apply(lambda row: row["a"] + row["b"], axis=1)
                return frame
            spark.table("shop.orders").groupBy("user_id").applyInPandas(total, "a int, b int, total int")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            def total(frame):
                frame["total"] = frame["a"] + frame["b"]
                return frame
            spark.table("shop.orders").groupBy("user_id").applyInPandas(total, "a int, b int, total int")
            """,
            path="job.py",
        ),
    ],
)
def rows_walked_in_pandas_udf(program: SparkProgram) -> Iterator[Found]:
    """A function on pandas frames goes through them row by row.

    ## Why it matters

    Arrow hands over columns, so that pandas works on thousands of values at once. `iterrows`, `itertuples` and
    `apply(axis=1)` make a Python object of each row again, and are slower than the plain UDF that was to be
    avoided.

    ## Instead

    Say it in whole columns of pandas or NumPy.

    ## When it stays silent

    The function works on columns, or is no function that Spark hands pandas frames to.

    ## Fix

    None is made by machine.
    """
    for one in shipped(program):
        if one.how not in _PANDAS:
            continue
        for node in ast.walk(one.body):
            method = _walks(node)
            if method:
                told = f"`{method}` in `{one.function.name}` makes an object of each row that Arrow brought as columns."
                yield Found(told, getattr(node, "lineno", one.line), f"{one.function.name}.{method}")
                break


def _walks(node: ast.AST) -> str:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    if node.func.attr in ("iterrows", "itertuples"):
        return node.func.attr
    by_row = any(word.arg == "axis" and getattr(word.value, "value", 0) in (1, "columns") for word in node.keywords)
    return "apply" if node.func.attr == "apply" and by_row else ""
