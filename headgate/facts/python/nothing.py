"""Values that are None because what makes them changes something in place, or returns nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.python.module import PythonModule
from headgate.facts.python.walk import nodes_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
_IN_PLACE = frozenset(
    (
        *("drop", "dropna", "drop_duplicates", "fillna", "ffill", "bfill", "rename", "rename_axis", "replace"),
        *("reset_index", "set_index", "sort_index", "sort_values", "query", "clip", "interpolate", "mask", "where"),
    )
)
"""Methods of pandas that take `inplace`. Source: pandas, "API reference"."""
_OF_LISTS = frozenset(("sort", "append", "extend", "reverse", "insert", "clear"))


@dataclass(frozen=True, slots=True)
class Nothing:
    """An expression that is None wherever it is used."""

    what: str
    why: str
    line: int


def nothings(module: PythonModule) -> Iterator[Nothing]:
    """Uses of the value of calls that give none."""
    idle = {id(node.value) for node in module.of(ast.Expr)} | {id(node.value) for node in module.of(ast.Await)}
    assigned = [node.value for node in module.of(ast.Assign) if isinstance(node.value, ast.Call)]
    procedures = _procedures(module, {one.func.id for one in assigned if isinstance(one.func, ast.Name)})
    for node in module.of(ast.Call):
        if node.keywords and id(node) not in idle and isinstance(node.func, ast.Attribute):
            yield from _in_place(node, node.func)
    kept = [*assigned, *(node.value for node in module.of(ast.Return) if isinstance(node.value, ast.Call))]
    if any(isinstance(one.func, ast.Attribute) and one.func.attr in _OF_LISTS for one in kept):
        for function in module.functions:
            yield from _lists(function)
    for body in (module.tree, *module.functions) if procedures else ():
        yield from _kept(body, procedures)


def _in_place(node: ast.Call, func: ast.Attribute) -> Iterator[Nothing]:
    inplace = next((one.value for one in node.keywords if one.arg == "inplace"), None)
    if func.attr in _IN_PLACE and isinstance(inplace, ast.Constant) and inplace.value is True:
        yield Nothing(f"{func.attr}(inplace=True)", "it changes the frame itself and returns None", node.lineno)


def _lists(function: Function) -> Iterator[Nothing]:
    """`x = items.sort()`, where the function itself makes the list."""
    made = {
        target.id
        for node in nodes_of(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List | ast.ListComp)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes_of(function):
        value = node.value if isinstance(node, ast.Assign | ast.Return) else None
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _OF_LISTS:
            root = value.func.value
            if isinstance(root, ast.Name) and root.id in made:
                yield Nothing(f"{root.id}.{value.func.attr}()", "it changes the list and returns None", value.lineno)


def _procedures(module: PythonModule, wanted: set[str]) -> dict[str, int]:
    """Undecorated functions of the module among `wanted` that are bound once and never return a value."""
    return {
        node.name: node.lineno
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name in wanted
        and not node.decorator_list
        and module.bound[node.name] == 1
        and _returns_nothing(node)
    }


def _returns_nothing(function: ast.FunctionDef) -> bool:
    last = function.body[-1]
    if isinstance(last, ast.Raise) or (
        all(isinstance(one, ast.Pass | ast.Expr) for one in function.body[:1]) and (len(function.body) == 1)
    ):
        return False  # a stub, or one that only fails
    for node in _own(function):
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return False
        if isinstance(node, ast.Return) and node.value is not None:
            return False
    return True


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions inside."""
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _kept(body: ast.AST, procedures: dict[str, int]) -> Iterator[Nothing]:
    """`x = f()` where `f` returns nothing and `x` is taken apart, called upon or handed on."""
    nodes = list(_own(body))
    for node in nodes:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        func, target = node.value.func, node.targets[0]
        if not (isinstance(func, ast.Name) and func.id in procedures and isinstance(target, ast.Name)):
            continue
        stored = sum(
            isinstance(one, ast.Name) and one.id == target.id and isinstance(one.ctx, ast.Store) for one in nodes
        )
        used = any(_needs(one, target.id) and getattr(one, "lineno", 0) > node.lineno for one in nodes)
        if used and stored == 1:
            why = f"`{func.id}` (line {procedures[func.id]}) has no `return` with a value"
            yield Nothing(f"{func.id}()", why, node.lineno)


def _needs(node: ast.AST, name: str) -> bool:
    """Whether `node` uses the variable as None cannot be used."""
    if isinstance(node, ast.Attribute | ast.Subscript | ast.For):
        value = node.iter if isinstance(node, ast.For) else node.value
        return isinstance(value, ast.Name) and value.id == name
    return isinstance(node, ast.Call) and any(isinstance(one, ast.Name) and one.id == name for one in node.args)
