"""Names that a file uses and that nothing binds."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.python.exchange import top_names
from headgate.facts.python.module import PythonModule

_GIVEN = frozenset(
    (
        *dir(builtins),
        *("__file__", "__path__", "__builtins__", "__annotations__", "__all__", "__module__", "__qualname__"),
        *("unicode", "basestring", "long", "xrange", "reduce", "raw_input", "unichr", "file", "reload", "cmp"),
        *("execfile", "buffer", "apply", "intern", "coerce", "StandardError", "WindowsError", "reveal_type"),
        *("spark", "sc", "sqlContext", "dbutils", "display", "displayHTML", "get_ipython", "_", "c", "ngettext"),
    )
)
"""What the interpreter, its second major version, a shell of Spark or a configured service bind."""
_Place = tuple[str, int]
_TOP: _Place = ("", 0)
_AT_RUN_TIME = frozenset(("exec", "globals", "locals", "execfile", "eval"))


@dataclass(frozen=True, slots=True)
class Undefined:
    """The first use of a name that nothing binds, in one function or at the top of the module."""

    name: str
    line: int
    function: str
    """Empty at the top of the module."""
    visible: tuple[str, ...]
    """Names that are bound there."""


def undefined_names(module: PythonModule) -> Iterator[Undefined]:
    """Uses that end in a NameError, by Python's own scopes.

    Silent where names may come from elsewhere: star imports, `exec`, notebooks, a handler of NameError.
    """
    top = top_names(module.scopes)
    if module.cells or _bound_at_run_time(module):
        return
    loads: dict[_Place, dict[str, list[int]]] | None = None
    waiting: list[tuple[symtable.SymbolTable, _Place]] = [(module.scopes, _TOP)]
    while waiting:
        scope, place = waiting.pop()
        waiting += [(inner, _place(inner, place)) for inner in scope.get_children()]
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            if name in top or name in _GIVEN or not symbol.is_referenced() or not _global(symbol, scope):
                continue
            loads = _loads(module) if loads is None else loads
            lines = loads.get(place, {}).pop(name, [])
            if lines:
                visible = {one.get_name() for one in scope.get_symbols() if one.is_local()} | top
                yield Undefined(name, min(lines), place[0], tuple(sorted(visible)))


def _place(scope: symtable.SymbolTable, outer: _Place) -> _Place:
    """The `def` or `class` that a scope stands in; lambdas and comprehensions belong to the one around them."""
    if scope.get_name() in ("lambda", "genexpr", "listcomp", "setcomp", "dictcomp"):
        return outer
    return scope.get_name(), scope.get_lineno()


def _global(symbol: symtable.Symbol, scope: symtable.SymbolTable) -> bool:
    if scope.get_type() == "module":
        return not (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
    return symbol.is_global() and not symbol.is_assigned()


def _bound_at_run_time(module: PythonModule) -> bool:
    if any(alias.name == "*" for node in module.of(ast.ImportFrom) for alias in node.names):
        return True
    if any(node.id in _AT_RUN_TIME for node in module.of(ast.Name)):
        return True
    handled = (node.type for node in module.of(ast.ExceptHandler) if node.type is not None)
    return any("NameError" in ast.unparse(one) for one in handled)


def _loads(module: PythonModule) -> dict[_Place, dict[str, list[int]]]:
    """Where each `def` or `class` evaluates which names; annotations that Python leaves alone do not count."""
    idle = _idle(module)
    found: dict[_Place, dict[str, list[int]]] = {}
    waiting: list[tuple[ast.AST, _Place]] = [(module.tree, _TOP)]
    while waiting:
        node, place = waiting.pop()
        if id(node) in idle:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.setdefault(place, {}).setdefault(node.id, []).append(node.lineno)
        inner = place
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = (node.name, node.lineno)
        body = {id(one) for one in node.body} if inner != place and hasattr(node, "body") else set()
        waiting += [(child, inner if id(child) in body else place) for child in ast.iter_child_nodes(node)]
    return found


def _idle(module: PythonModule) -> set[int]:
    """The annotations that are not evaluated."""
    postponed = any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" and node.names[0].name == "annotations"
        for node in module.tree.body
    )
    noted: list[ast.expr | None] = [node.annotation for node in module.of(ast.AnnAssign)]
    if postponed:
        noted += [node.annotation for node in module.of(ast.arg)]
        noted += [node.returns for node in module.functions]
    return {id(one) for one in noted if one is not None}
