"""Plain code of a program that may take long while no job runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.placed.code import Busy

_COMPREHENSIONS = (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
_WAITS = ("sleep", "wait", "urlopen", "check_output", "check_call", "communicate")
_MODULES = ("requests", "httpx", "subprocess", "urllib")


def busy_code(tree: ast.Module, spark: set[int], actions: set[int], udfs: set[str]) -> Iterator[Busy]:
    """Loops, waits and calls of functions that hold them, in which none of the lines `spark` stands.

    Of loops in which some of them do, but none of `actions`, it is said that they build plans.

    Functions that Spark runs on rows, `udfs`, do not run on the driver.
    """
    slow: set[str] = set()
    remote = udfs | _handed_over(tree)
    elsewhere: list[tuple[int, int]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            if node.name in remote:
                elsewhere.append((node.lineno, node.end_lineno or node.lineno))
            elif not _holds(node, spark) and any(True for _ in _within(node, spark)):
                slow.add(node.name)
    yield from (one for one in _within(tree, spark) if not any(a <= one.line <= b for a, b in elsewhere))
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While) and _holds(node, spark) and not _holds(node, actions):
            yield Busy(node.lineno, node.end_lineno or node.lineno, "building")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in slow:
            yield Busy(node.lineno, node.end_lineno or node.lineno, "call")


def _handed_over(tree: ast.Module) -> set[str]:
    """Functions that are given to others by name, such as to `mapPartitions`: those run on rows."""
    return {
        one.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for one in (*node.args, *(keyword.value for keyword in node.keywords))
        if isinstance(one, ast.Name)
    }


def _within(tree: ast.AST, spark: set[int]) -> Iterator[Busy]:
    for node in ast.walk(tree):
        form = _form(node)
        if form and not _holds(node, spark):
            line = getattr(node, "lineno", 0)
            yield Busy(line, getattr(node, "end_lineno", None) or line, form)


def _form(node: ast.AST) -> str:
    if isinstance(node, ast.For | ast.While):
        return "loop"
    if isinstance(node, _COMPREHENSIONS):
        return "comprehension"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        module = node.func.value
        if node.func.attr in _WAITS or (isinstance(module, ast.Name) and module.id in _MODULES):
            return "wait"
    return ""


def _holds(node: ast.AST, spark: set[int]) -> bool:
    line = getattr(node, "lineno", 0)
    return any(line <= at <= (getattr(node, "end_lineno", None) or line) for at in spark)


def _name(callee: ast.expr) -> str:
    if isinstance(callee, ast.Name):
        return callee.id
    return callee.attr if isinstance(callee, ast.Attribute) else ""
