"""Python functions that Spark runs on rows, away from the driver, and what they take from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.spark.program import Call, Function, Sort, SparkProgram

_TAKERS = {
    Sort.RDD: frozenset(
        [
            "map",
            "flatMap",
            "filter",
            "mapPartitions",
            "mapPartitionsWithIndex",
            "foreach",
            "foreachPartition",
            "mapValues",
            "flatMapValues",
            "reduceByKey",
            "keyBy",
            "sortBy",
            "groupBy",
        ]
    ),
    Sort.FRAME: frozenset(("foreach", "foreachPartition", "mapInPandas", "mapInArrow")),
    Sort.GROUPED: frozenset(("applyInPandas", "applyInArrow", "apply", "cogroup")),
}
_UDFS = frozenset(("udf", "pandas_udf", "udtf"))

Body = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class Shipped:
    """A function that is sent to the executors."""

    function: Function
    body: Body
    how: str
    """`udf`, `pandas_udf`, or the method that takes it: `map`, `foreach`, `applyInPandas`."""
    line: int
    """Where it is handed over."""


def shipped(program: SparkProgram) -> Iterator[Shipped]:
    """The functions of a Python file that are sent to the executors, each once."""
    seen: set[int] = set()
    for function in program.functions:
        if function.udf and isinstance(function.node, Body):
            seen.add(id(function.node))
            yield Shipped(function, function.node, function.udf, function.line)
    for call in program.calls:
        if call.method in _TAKERS.get(call.on, ()) or (call.receiver is None and call.method in _UDFS):
            yield from _handed_over(call, seen)


def _handed_over(call: Call, seen: set[int]) -> Iterator[Shipped]:
    for value in call.values():
        function = value.function
        if function is not None and isinstance(function.node, Body) and id(function.node) not in seen:
            seen.add(id(function.node))
            yield Shipped(function, function.node, call.method, call.line)


def free_names(body: Body) -> dict[str, int]:
    """Names that a function uses and does not bind itself, with the line of their first use."""
    arguments = body.args
    bound = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    bound |= {one.arg for one in (arguments.vararg, arguments.kwarg) if one is not None}
    used: dict[str, int] = {}
    for statement in body.body if isinstance(body.body, list) else [body.body]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    used.setdefault(node.id, node.lineno)
                else:
                    bound.add(node.id)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.ImportFrom | ast.Import):
                bound |= {(alias.asname or alias.name).split(".", 1)[0] for alias in node.names}
            elif isinstance(node, ast.FunctionDef):
                bound.add(node.name)
    return {name: line for name, line in used.items() if name not in bound}


def sorts_of_names(program: SparkProgram) -> dict[str, frozenset[Sort]]:
    """What each variable and parameter of the file ever is."""
    found: dict[str, set[Sort]] = {}
    for binding in program.bindings:
        found.setdefault(binding.name, set()).add(binding.value.sort)
    for given in (value for function in program.functions for value in function.given):
        found.setdefault(given.name, set()).add(given.sort)
    return {name: frozenset(sorts) for name, sorts in found.items()}
