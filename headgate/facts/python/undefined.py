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
    loads: dict[str, list[int]] | None = None
    waiting = [module.scopes]
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        for symbol in scope.get_symbols():
            name = symbol.get_name()
            if name in top or name in _GIVEN or not symbol.is_referenced() or not _global(symbol, scope):
                continue
            loads = _loads(module) if loads is None else loads
            lines = [line for line in loads.get(name, ()) if line >= scope.get_lineno()]
            if lines:
                function = scope.get_name() if scope.get_type() == "function" else ""
                visible = {one.get_name() for one in scope.get_symbols() if one.is_local()} | top
                yield Undefined(name, lines[0], function, tuple(sorted(visible)))


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


def _loads(module: PythonModule) -> dict[str, list[int]]:
    """The lines on which each name is evaluated, in order; annotations that Python leaves alone do not count."""
    postponed = any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" and node.names[0].name == "annotations"
        for node in module.tree.body
    )
    idle: set[int] = set()
    noted: list[ast.expr | None] = [node.annotation for node in module.of(ast.AnnAssign)]
    if postponed:
        noted += [node.annotation for node in module.of(ast.arg)]
        noted += [node.returns for node in module.of(ast.FunctionDef)]
        noted += [node.returns for node in module.of(ast.AsyncFunctionDef)]
    idle.update(id(inner) for one in noted if one is not None for inner in ast.walk(one))
    found: dict[str, list[int]] = {}
    for node in module.of(ast.Name):
        if isinstance(node.ctx, ast.Load) and id(node) not in idle:
            found.setdefault(node.id, []).append(node.lineno)
    return {name: sorted(lines) for name, lines in found.items()}
