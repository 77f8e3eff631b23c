"""What expressions of a DAG file evaluate to without running it: literals, and handles of DAGs and tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from headgate.facts.python.values import Opaque
from headgate.facts.sql.tree import SqlStatement
from headgate.lineage import DatasetUse


@dataclass(eq=False)
class TaskHandle:
    """A task while its file is read."""

    id: str
    operator: str
    """Dotted name where imports tell, else as written."""
    line: int
    arguments: dict[str, object]
    call: ast.Call | ast.FunctionDef | ast.AsyncFunctionDef
    upstream: dict[TaskHandle, None] = field(default_factory=dict)
    dynamic: bool = False
    """The id, or how many of them there are, is known at run time only."""
    arms: tuple[tuple[int, int], ...] = ()
    """The branches of `if` statements that it stands in: (line of the `if`, arm)."""
    callable: str = ""
    """Dotted name of the Python function that it runs."""
    statements: list[SqlStatement] = field(default_factory=list)
    """SQL that it is given."""
    reads: tuple[DatasetUse, ...] = ()
    writes: tuple[DatasetUse, ...] = ()

    def exclusive_with(self, other: TaskHandle) -> bool:
        """Whether an `if` keeps the two from being made together."""
        mine = dict(self.arms)
        return any(line in mine and mine[line] != arm for line, arm in other.arms)


@dataclass(eq=False)
class GroupHandle:
    """A task group."""

    id: str
    prefix: str
    line: int
    tasks: list[TaskHandle] = field(default_factory=list)


@dataclass(eq=False)
class DagHandle:
    """A DAG while its file is read."""

    id: str
    line: int
    arguments: dict[str, object]
    call: ast.Call | ast.FunctionDef | ast.AsyncFunctionDef
    tasks: list[TaskHandle] = field(default_factory=list)
    dynamic: bool = False
    complete: bool = True
    """Whether no function of another file may add tasks."""

    @property
    def first_line(self) -> int:
        """The line of the call, or of the decorator."""
        decorators = [] if isinstance(self.call, ast.Call) else self.call.decorator_list
        return min([self.line, *(decorator.lineno for decorator in decorators)])


@dataclass(eq=False)
class Function:
    """A function of the file, with the names around it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    role: str = ""
    """`dag`, `task`, `task_group`, or empty."""


@dataclass(frozen=True, slots=True)
class Partial:
    """An operator or TaskFlow function with some arguments given, waiting for `expand`."""

    callee: object
    call: ast.Call
    arguments: tuple[tuple[str, object], ...] = ()


def render(value: object) -> str:
    """`value` as source text, at most 2,000 characters."""
    return _render(value)[:2_000]


def _render(value: object) -> str:
    match value:
        case Opaque(text):
            return text
        case timedelta():
            return f"timedelta(seconds={int(value.total_seconds())})"
        case datetime():
            return f"datetime({value.year}, {value.month}, {value.day}, {value.hour}, {value.minute})"
        case list():
            return "[" + ", ".join(map(_render, value)) + "]"
        case tuple():
            return "(" + ", ".join(map(_render, value)) + ("," if len(value) == 1 else "") + ")"
        case dict():
            return "{" + ", ".join(f"{_render(key)}: {_render(item)}" for key, item in value.items()) + "}"
        case TaskHandle() | GroupHandle() | DagHandle():
            return value.id
        case Function():
            return value.node.name
        case Partial():
            return ast.unparse(value.call)
    return repr(value)


def tasks_in(value: object) -> Iterator[TaskHandle]:
    """The tasks that `value` is, or holds."""
    if isinstance(value, TaskHandle):
        yield value
    elif isinstance(value, GroupHandle):
        yield from value.tasks
    elif isinstance(value, list | tuple | set):
        for item in value:
            yield from tasks_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tasks_in(item)
