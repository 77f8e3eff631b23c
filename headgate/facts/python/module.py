"""An open Python file, as rules are offered it, and what it says to other files."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, cast

from headgate.facts.airflow.helpers import sensor_makers
from headgate.facts.python.exchange import bound_anywhere, surface
from headgate.facts.python.files import named_files
from headgate.facts.python.names import Names
from headgate.facts.python.notebooks import by_cells
from headgate.facts.python.parse import parsed
from headgate.facts.python.walk import nodes_of
from headgate.facts.reading import FileFacts, Reading, SourceFile

Kind = TypeVar("Kind", bound=ast.AST)


@dataclass(frozen=True)
class PythonModule:
    """A Python file: its tree, and the scopes that Python itself makes of it."""

    path: str
    text: str
    tree: ast.Module
    scopes: symtable.SymbolTable
    cells: bool
    """It is a notebook or runs inside of one: cells share names with others, and show their last value."""

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, breadth first."""
        return nodes_of(self.tree)

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in self.nodes:
            found.setdefault(type(node), []).append(node)
        return found

    def of(self, *kinds: type[Kind]) -> list[Kind]:
        """The nodes of these very types, breadth first within each."""
        return [cast("Kind", node) for kind in kinds for node in self._by_kind.get(kind, ())]

    @cached_property
    def functions(self) -> tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]:
        """Every `def`."""
        return (*self.of(ast.FunctionDef), *self.of(ast.AsyncFunctionDef))

    @cached_property
    def bound(self) -> Counter[str]:
        """How often each name is bound, in whatever scope."""
        return bound_anywhere(self.nodes)

    @cached_property
    def names(self) -> Names:
        """What names stand for, by the imports."""
        return Names(self.tree)


def read(file: SourceFile) -> Reading:
    """What a Python file says as Python. Reader for every kind of Python; what does not parse is told by the others."""
    kinds = tuple(sorted(file.kinds))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parsed(file.text)
            scopes = symtable.symtable(file.text, file.path, "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Reading(FileFacts(file.path, kinds))
    module = PythonModule(file.path, file.text, tree, scopes, by_cells(file.path, file.text))
    said = surface(module.nodes, tree, scopes, module.bound)
    files = tuple(named_files(file.path, file.text, module.nodes))
    makers = tuple(sensor_makers(tree.body)) if "ExternalTaskSensor" in file.text else ()
    facts = FileFacts(file.path, kinds, python=replace(said, files=files, sensors=makers))
    return Reading(facts, (module,))
