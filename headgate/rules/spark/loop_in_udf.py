"""A function that Spark runs on rows loops over an array."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.spark.program import (
    SparkProgram,
)
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_QUANTIFIERS = {"any": "exists", "all": "forall"}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            @F.udf("array<string>")
            def shout(names):
                return [name.upper() for name in names]
            """,
            5,
            path="job.py",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            @F.udf("boolean")
            def complete(values):
                return all(values)
            """,
            5,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            @F.udf("string")
            def first(names):
                def inner(items):
                    return [item for item in items]
                return inner(names)[0]
            """,
            path="job.py",
        ),
    ],
)
def loop_in_udf(program: SparkProgram) -> Iterator[Found]:
    """A function that Spark runs on rows loops over an array.

    ## Why it matters

    The array crosses to Python and back for each row. Spark has the loop built in: `transform`, `filter`, `exists`,
    `forall` and `aggregate` work on arrays without leaving the JVM.

    ## Instead

    `F.transform(column, lambda x: …)` for a list made of a list, `F.exists` for `any`, `F.forall` for `all`,
    `F.aggregate` for a running value.

    ## When it stays silent

    The loop stands in an inner function, or runs over something else than an argument of the function.

    ## Fix

    None is made by machine: the loop's body has to be said in columns.
    """
    for function in program.functions:
        node = function.node
        if not function.udf or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        found = next(_loops(node, frozenset(function.parameters)), None)
        if found is not None:
            line, better = found
            yield Found(
                f"`{function.name}` loops over an array in Python; `F.{better}` does so in the JVM.",
                line,
                f"{function.name}.{better}",
            )


def _loops(node: ast.AST, arguments: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Line of each loop over an argument, and the function of Spark that is one."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        over, better = _over(child)
        if over is not None and any(isinstance(name, ast.Name) and name.id in arguments for name in ast.walk(over)):
            yield over.lineno, better
        yield from _loops(child, arguments)


def _over(node: ast.AST) -> tuple[ast.expr | None, str]:
    """What a loop runs over, and the function of Spark that does the same."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _QUANTIFIERS:
        return node, _QUANTIFIERS[node.func.id]
    if isinstance(node, ast.For):
        return node.iter, "transform"
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        return node.generators[0].iter, "transform"
    return None, ""
