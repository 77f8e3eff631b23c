"""What a `foreachBatch` function does with its batches."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from headgate.facts.streams.query import BatchFunction, BatchWrite

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_WRITES = ("save", "saveAsTable", "insertInto", "parquet", "orc", "csv", "json", "text", "jdbc", "append", "overwrite")
_UPSERTS = ("merge", "whenMatchedUpdateAll", "whenMatchedUpdate", "whenNotMatchedInsertAll", "delete", "upsert")


def batch_function(node: ast.Call, functions: Mapping[str, FunctionNode]) -> BatchFunction | None:
    """The function given to `foreachBatch`; None where it is not of this file."""
    given = next(iter((*node.args, *(keyword.value for keyword in node.keywords))), None)
    if isinstance(given, ast.Lambda):
        parameters = [argument.arg for argument in given.args.args]
        called = given.body.func if isinstance(given.body, ast.Call) else None
        inner = functions.get(_name(called)) if called is not None else None
        if inner is not None:
            return _of(inner.name, inner, [argument.arg for argument in inner.args.args], inner.body)
        return _of("lambda", given, parameters, [ast.Expr(given.body)])
    function = functions.get(_name(given))
    if function is None:
        return None
    parameters = [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]
    return _of(function.name, function, parameters, function.body)


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _of(name: str, node: FunctionNode | ast.Lambda, parameters: list[str], body: list[ast.stmt]) -> BatchFunction:
    nodes = [part for statement in body for part in ast.walk(statement)]
    second = parameters[1] if len(parameters) > 1 else ""
    uses = any(isinstance(part, ast.Name) and part.id == second and second for part in nodes if not _shown(part, nodes))
    called = [part.func.attr for part in nodes if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)]
    sql = " ".join(p.value.upper() for p in nodes if isinstance(p, ast.Constant) and isinstance(p.value, str))
    merges = (
        any(one in _UPSERTS for one in called) or "MERGE INTO" in sql or "ON CONFLICT" in sql or "DELETE FROM" in sql
    )
    keeps = any(one in ("persist", "cache", "localCheckpoint", "checkpoint") for one in called)
    first = parameters[0] if parameters else ""
    return BatchFunction(name, node.lineno, tuple(_writes(nodes)), uses, merges, keeps, tuple(_actions(nodes, first)))


def _shown(part: ast.AST, nodes: list[ast.AST]) -> bool:
    """Whether a name is only printed or logged."""
    for node in nodes:
        shows = isinstance(node, ast.Call) and _name(node.func) in ("print", "info", "debug", "warning", "error")
        if shows and any(part is inner for inner in ast.walk(node)):
            return True
    return False


def _writes(nodes: list[ast.AST]) -> Iterator[BatchWrite]:
    for node in nodes:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WRITES):
            continue
        chain = list(_chain(node))
        if not any(isinstance(part, ast.Attribute) and part.attr in ("write", "writeTo") for part in chain):
            continue
        mode, options = _named(node, "mode"), []
        if node.func.attr in ("append", "overwrite"):
            mode = node.func.attr
        for part in chain:
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                if part.func.attr == "mode" and part.args:
                    mode = _text(part.args[0])
                options += [_text(part.args[0]).lower()] if part.func.attr == "option" and part.args else []
        yield BatchWrite(node.func.end_lineno or node.lineno, mode.lower(), node.func.attr, tuple(options))


def _actions(nodes: list[ast.AST], batch: str) -> Iterator[tuple[str, int]]:
    """Actions that compute the batch itself: writes and counts of it or of what is made from it in one expression."""
    for node in nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr not in (*_WRITES[:-2], "count", "collect", "toPandas", "show", "isEmpty", "foreachPartition"):
            continue
        chain = list(_chain(node))
        root = chain[-1]
        grouped = any(isinstance(part, ast.Attribute) and part.attr in ("groupBy", "read") for part in chain)
        if isinstance(root, ast.Name) and root.id == batch and batch and not grouped:
            yield node.func.attr, node.func.end_lineno or node.lineno


def _chain(node: ast.expr) -> Iterator[ast.expr]:
    while True:
        yield node
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        else:
            return


def _named(node: ast.Call, name: str) -> str:
    return next((_text(keyword.value) for keyword in node.keywords if keyword.arg == name), "")


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else "?"
