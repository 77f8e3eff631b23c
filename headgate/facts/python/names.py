"""What names in a Python file stand for, told by its imports."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.python.walk import nodes_of


@dataclass(frozen=True, slots=True)
class Binding:
    """A name bound by an import."""

    line: int
    dotted: str
    guarded: bool
    """Stands in a `try` that catches ImportError, or in its handler: another way is provided."""


class Names:
    """Dotted names behind local names; of several imports of one name, the nearest above counts."""

    def __init__(self, tree: ast.Module) -> None:
        self._bindings: defaultdict[str, list[Binding]] = defaultdict(list)
        for node, guarded in _imports(tree):
            for name, dotted in _bound(node):
                self._bindings[name].append(Binding(node.lineno, dotted, guarded))
        for bindings in self._bindings.values():
            bindings.sort(key=lambda binding: binding.line)
        self._instances = self._classes_of(tree)

    @property
    def imported(self) -> frozenset[str]:
        """All dotted names that are imported."""
        return frozenset(b.dotted for bindings in self._bindings.values() for b in bindings)

    def binding(self, name: str, line: int) -> Binding | None:
        """The import behind `name` as used at `line`."""
        bindings = self._bindings.get(name)
        if not bindings:
            return None
        at = bisect_right([binding.line for binding in bindings], line)
        return bindings[max(at - 1, 0)]

    def dotted(self, node: ast.expr) -> str:
        """`airflow.operators.bash.BashOperator` for a name or attribute that imports lead to; else as written.

        Empty for expressions that are no chain of names.
        """
        root, rest = _chain(node)
        if root is None:
            return ""
        binding = self.binding(root.id, node.lineno)
        return ".".join((binding.dotted if binding else root.id, *rest))

    def known(self, node: ast.expr) -> bool:
        """Whether an import stands behind `node`."""
        root, _ = _chain(node)
        return root is not None and self.binding(root.id, node.lineno) is not None

    def guarded(self, node: ast.expr) -> bool:
        """Whether the import behind `node` has another one to fall back upon."""
        root, _ = _chain(node)
        binding = self.binding(root.id, node.lineno) if root is not None else None
        return binding is not None and binding.guarded

    def class_of(self, node: ast.expr) -> str:
        """Dotted class of which `node`, a variable, was made by a call; empty where nothing tells."""
        if isinstance(node, ast.Call):
            return self.dotted(node.func)
        if not isinstance(node, ast.Name):
            return ""
        made = self._instances.get(node.id, [])
        before = [dotted for line, dotted in made if line <= node.lineno]
        return before[-1] if before else ""

    def _classes_of(self, tree: ast.Module) -> dict[str, list[tuple[int, str]]]:
        found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for node in nodes_of(tree):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                dotted = self.dotted(node.value.func)
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found[target.id].append((node.lineno, dotted))
        return {name: sorted(made) for name, made in found.items()}


def _chain(node: ast.expr) -> tuple[ast.Name | None, list[str]]:
    rest: list[str] = []
    while isinstance(node, ast.Attribute):
        rest.insert(0, node.attr)
        node = node.value
    return (node, rest) if isinstance(node, ast.Name) else (None, [])


def _imports(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, guarded = waiting.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, guarded
            continue
        inside = guarded or (isinstance(node, ast.Try) and any(map(_catches_import_error, node.handlers)))
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {node.id for node in caught if isinstance(node, ast.Name)}
    return bool(names & {"ImportError", "ModuleNotFoundError", "Exception"})


def _bound(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield alias.asname or alias.name, f"{module}.{alias.name}"
        elif alias.asname:
            yield alias.asname, alias.name
        else:
            root = alias.name.split(".", 1)[0]
            yield root, root
