"""A Python function runs on every row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.spark.program import (
    Function,
    Sort,
    SparkProgram,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SAME = {
    "upper": "upper",
    "lower": "lower",
    "strip": "trim",
    "lstrip": "ltrim",
    "rstrip": "rtrim",
    "replace": "replace",
    "split": "split",
    "len": "length",
    "abs": "abs",
    "round": "round",
    "title": "initcap",
    "startswith": "startswith",
    "endswith": "endswith",
    "strftime": "date_format",
    "join": "concat_ws",
    "zfill": "lpad",
    "max": "array_max",
    "min": "array_min",
    "sum": "aggregate",
    "sorted": "array_sort",
}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            @F.udf("string")
            def shout(name):
                return name.upper()
            """,
            4,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            trim = F.udf(lambda name: name.strip())
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            def shout(name):
                return F.upper(name)


            @F.pandas_udf("double")
            def scored(batch):
                return model.predict(batch)
            """,
            path="job.py",
        ),
    ],
)
def python_udf(program: SparkProgram) -> Iterator[Found]:
    """A Python function runs on every row.

    ## Why it matters

    Each row is pickled to a Python process and back, nothing is pushed down or pruned past it, and whole stage code
    generation stops there. Built-in functions run ten to a hundred times faster.

    ## Instead

    Say it with functions of `pyspark.sql.functions`; where Python is needed, use `pandas_udf`, which takes whole
    batches.

    ## When it stays silent

    A `pandas_udf` does more than arithmetic, or the function is not run by Spark at all.

    ## Fix

    None is made by machine: the function has to be said in columns.
    """
    for function in program.functions:
        if function.udf and (function.udf == "udf" or _arithmetic(function)):
            yield Found(_message(function), function.line, function.name)
    for call in program.calls:
        if call.method != "udf" or call.result.sort is not Sort.UDF or not call.arguments:
            continue
        made = call.result.function
        name = call.result.name or (made.name if made else "udf")
        yield Found(_message(made, name), call.line, name)


def _message(function: Function | None, name: str = "") -> str:
    built_in = _built_in(function)
    better = f"; `F.{built_in}` does the same in the JVM" if built_in else ""
    kind = "function" if function is None or function.udf != "pandas_udf" else "pandas function"
    shown = name or (function.name if function else "")
    return f"Spark sends every row to Python for the {kind} `{shown}`{better}."


def _body(function: Function | None) -> ast.expr | None:
    """The one expression that a function returns."""
    node = function.node if function else None
    if isinstance(node, ast.Lambda):
        return node.body
    if isinstance(node, ast.FunctionDef):
        body = [s for s in node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
        if len(body) == 1 and isinstance(body[0], ast.Return):
            return body[0].value
    return None


def _built_in(function: Function | None) -> str:
    """The function of Spark that does the same as one method of a string or one built-in of Python."""
    body = _body(function)
    if isinstance(body, ast.Call) and isinstance(body.func, ast.Attribute) and isinstance(body.func.value, ast.Name):
        return _SAME.get(body.func.attr, "")
    if isinstance(body, ast.Call) and isinstance(body.func, ast.Name):
        return _SAME.get(body.func.id, "")
    return ""


def _arithmetic(function: Function) -> bool:
    """Whether it only computes with its arguments and constants."""
    body = _body(function)
    allowed = (
        ast.BinOp,
        ast.Name,
        ast.Constant,
        ast.operator,
        ast.UnaryOp,
        ast.unaryop,
        ast.expr_context,
        ast.Compare,
        ast.cmpop,
    )
    return body is not None and all(isinstance(node, allowed) for node in ast.walk(body))
