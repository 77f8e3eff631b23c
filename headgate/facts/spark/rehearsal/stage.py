"""What a rehearsal keeps while it goes through a program: calls of Spark, views, what is stored."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from headgate.dataset import DatasetId
from headgate.facts.spark.columns import Columns
from headgate.facts.spark.datasets import Spoken
from headgate.facts.spark.frames import Frame
from headgate.facts.spark.origins import Told
from headgate.facts.spark.program import Call, Sort, SparkProgram, Value
from headgate.facts.spark.python_names import Imports
from headgate.facts.spark.rehearsal.things import Class, Module, Routine, Scope, as_value
from headgate.facts.sql.model import Statement
from headgate.gap import Gap, GapKind

_BUDGET = 60_000
"""Expressions that one file may take, so that no program is followed for ever."""
_WIDTH = 20
"""Columns of a frame that cost as much as one expression."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Something that the program stores."""

    target: Spoken | None
    """None where only a run would tell."""
    frame: Frame
    made_from: tuple[Value, ...]
    line: int
    end_line: int
    entered: bool
    """Whether the program gets there by itself; else it stands in a function that nothing in sight calls."""
    statement: Statement | None = None
    """Of SQL: what it was stored by."""
    reads: tuple[Spoken, ...] = ()
    """What the SQL itself reads."""


class OutOfBudgetError(Exception):
    """The program takes more steps than are followed."""


@dataclass(eq=False)
class Stage:
    """One rehearsal's state."""

    program: SparkProgram
    files: Mapping[str, str] = field(default_factory=dict)
    """Text of the project's other modules, by path."""
    schemas: Told = field(default_factory=lambda: Told({}))
    modules: dict[str, Module] = field(default_factory=dict)
    queries: dict[int, tuple[Statement, ...]] = field(default_factory=dict)
    views: dict[str, Value] = field(default_factory=dict)
    stored: list[Stored] = field(default_factory=list)
    gaps: dict[Gap, None] = field(default_factory=dict)
    scope: Scope = field(default_factory=Scope)
    spent: int = 0
    entered: bool = True
    through: dict[DatasetId, str] = field(default_factory=dict)
    """How tables are reached that a query names, where that is not by Spark's catalogue."""
    texts: dict[int, dict[str, None]] = field(default_factory=dict)
    """What each `spark.sql` was given, by its line."""

    followed: set[int] = field(default_factory=set)
    """Definitions of functions that were followed, by identity."""
    classes: list[Class] = field(default_factory=list)
    stack: list[Routine] = field(default_factory=list)
    results: list[list[object]] = field(default_factory=list)
    """What the functions that are being followed give, so far."""
    yielded: list[list[object]] = field(default_factory=list)
    imports: Imports = field(default_factory=lambda: Imports(ast.Module([], [])))

    def __post_init__(self) -> None:
        self.columns = Columns(self.program, self.queries, {}, self.schemas)

    def spend(self) -> None:
        """One more expression.

        Raises:
            OutOfBudgetError: there were too many.
        """
        self.spent += 1
        if self.spent > _BUDGET:
            raise OutOfBudgetError

    def gap(self, what: str, why: str) -> None:
        """Tell what only a run would."""
        self.gaps[Gap(self.program.path, what, why, GapKind.UNRESOLVED)] = None

    def record(
        self,
        method: str,
        receiver: Value | None,
        arguments: list[object],
        keywords: Mapping[str, object],
        sort: Sort,
        node: ast.expr,
    ) -> Value:
        """A call of Spark's interface, or one whose function is not in sight."""
        line = line_of(node)
        given = tuple(as_value(one, line) for one in arguments)
        named = {name: as_value(one, line) for name, one in keywords.items()}
        result = Value(sort, line=line)
        call = Call(method, receiver, given, named, result, line, max(line, node.end_lineno or line))
        result.call = call
        self.program.calls.append(call)
        if sort in (Sort.FRAME, Sort.GROUPED):
            self.spent += len(self.columns.frame(result).relation.items) // _WIDTH
        return result


def line_of(node: ast.expr) -> int:
    """Where the method's name stands, which in a chain is its own line."""
    func = node.func if isinstance(node, ast.Call) else node
    return func.end_lineno or func.lineno if isinstance(func, ast.Attribute) else node.lineno
