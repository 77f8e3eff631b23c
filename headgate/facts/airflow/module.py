"""An open DAG file, as rules are offered it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from headgate.facts.airflow.phases import import_time, run_time_functions
from headgate.facts.airflow.values import DagHandle, TaskHandle
from headgate.facts.python.names import Names
from headgate.facts.reading import Hints


@dataclass(frozen=True)
class AirflowModule:
    """A Python file that imports Airflow: its tree, imports, and the DAGs that it makes."""

    path: str
    tree: ast.Module
    names: Names
    lines: tuple[str, ...]
    dags: tuple[DagHandle, ...] = ()
    shadowed_groups: tuple[tuple[str, int, int, str], ...] = ()
    """(name, line of the `with`, line where the name is taken, group id)."""
    hints: Hints = field(default_factory=Hints)

    @property
    def tasks(self) -> Iterator[tuple[DagHandle, TaskHandle]]:
        for dag in self.dags:
            for task in dag.tasks:
                yield dag, task

    @cached_property
    def import_time(self) -> tuple[ast.AST, ...]:
        """Nodes that are run whenever the scheduler parses the file."""
        return tuple(import_time(self.tree, self.names))

    @cached_property
    def run_time_functions(self) -> frozenset[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Functions that tasks run."""
        return frozenset(run_time_functions(self.tree, self.names))

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """All calls of the file, by line."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        return tuple(sorted(found, key=lambda node: (node.lineno, node.col_offset)))


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((given.value for given in call.keywords if given.arg == name), None)
