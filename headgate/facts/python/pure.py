"""Functions that do nothing but make a DataFrame."""

from __future__ import annotations

import ast

from headgate.facts.python.walk import nodes_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
_ACTS = frozenset(
    (
        *("write", "writeStream", "writeTo", "save", "saveAsTable", "insertInto", "to_sql", "to_csv", "to_parquet"),
        *("to_json", "to_excel", "to_pickle", "to_gbq", "cache", "persist", "unpersist", "checkpoint", "append"),
        *("update", "extend", "add", "put", "put_object", "upload", "upload_file", "send", "execute", "commit"),
        *("insert", "delete", "merge_into", "remove", "unlink", "mkdir", "dump", "push", "xcom_push", "setdefault"),
    )
)
_VIEWS = frozenset(("createOrReplaceTempView", "createTempView", "registerTempTable", "createOrReplaceGlobalTempView"))


def only_makes_frame(function: Function) -> bool:
    """Whether a function is declared to return a DataFrame, and leaves nothing behind but that.

    Whoever calls it for its effect has none. What changes a frame in place, stores, sends or registers counts as an
    effect; a view that the function itself reads by SQL does not.
    """
    if function.returns is None or not ast.unparse(function.returns).strip("'\"").endswith("DataFrame"):
        return False
    views = False
    reads = False
    for node in nodes_of(function):
        if isinstance(node, ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Delete):
            return False
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            return False
        if isinstance(node, ast.Attribute) and node.attr in _ACTS:
            return False
        if isinstance(node, ast.keyword) and node.arg == "inplace":
            return False
        if isinstance(node, ast.Attribute):
            views |= node.attr in _VIEWS
            reads |= node.attr == "sql"
    returned = any(isinstance(node, ast.Return) and node.value is not None for node in nodes_of(function))
    return returned and (reads or not views)
