"""The Table API of PyFlink: which tables feed which, through variables, views and queries.

Source: the Flink manual, "Intro to the Python Table API".
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from headgate.dataset import DatasetId, table
from headgate.facts.sql.model import Statement
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_READS = ("from_path", "scan")
_INSERTS = ("execute_insert", "insert_into")
_VIEWS = ("create_temporary_view", "create_view", "register_table")


@dataclass(frozen=True, slots=True)
class _Flow:
    """What a table of the program is made from."""

    reads: tuple[DatasetUse, ...] = ()
    query: Statement | None = None
    """The one query that it is."""

    def beside(self, other: _Flow) -> _Flow:
        return _Flow(tuple(dict.fromkeys((*self.reads, *other.reads))))


@dataclass
class Tables:
    """Follows one program; what its SQL says is given."""

    path: str
    selects: Mapping[int, Statement]
    """The program's SELECT statements by line."""
    behind: Mapping[DatasetId, DatasetId] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    _known: dict[str, _Flow] = field(default_factory=dict)
    _views: dict[str, _Flow] = field(default_factory=dict)

    def follow(self, tree: ast.Module) -> None:
        """Take assignments and calls by their lines; a variable holds what it was given last."""
        nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.Call))
        for node in sorted(nodes, key=lambda one: (one.end_lineno or one.lineno, isinstance(one, ast.Assign))):
            if isinstance(node, ast.Call):
                self._call(node)
            elif len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                self._known[node.targets[0].id] = self._flow(node.value)

    def _call(self, node: ast.Call) -> None:
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = _text(node.args[0]) if node.args else ""
        if not name or not isinstance(node.func, ast.Attribute):
            return
        if method in _INSERTS:
            self._fills(name, self._flow(node.func.value), node.lineno)
        elif method == "add_insert" and len(node.args) > 1:
            self._fills(name, self._flow(node.args[1]), node.lineno)
        elif method in _VIEWS and len(node.args) > 1:
            made = self._flow(node.args[1])
            self._views[table(name).name] = made
            if made.query is not None:
                use = DatasetUse(table(name), node.lineno)
                view = replace(made.query, kind="create-view", target=use.dataset, writes=(use,), temporary=True)
                self.statements.append(view)

    def _fills(self, name: str, made: _Flow, line: int) -> None:
        sink = self.behind.get(table(name), table(name))
        use = DatasetUse(sink, line)
        if made.query is not None:
            self.statements.append(replace(made.query, kind="insert", target=sink, writes=(use,)))
        elif made.reads:
            self.jobs.append(Job(f"insert-{line}:{name}", JobKind.FLINK, Location(self.path, line), made.reads, (use,)))

    def _flow(self, node: ast.expr) -> _Flow:
        if isinstance(node, ast.Name):
            return self._known.get(node.id, _Flow())
        method = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        if isinstance(node, ast.Call) and node.args and method in _READS:
            name = _text(node.args[0])
            view = self._views.get(table(name).name) if name else None
            named = self.behind.get(table(name), table(name))
            return view or (_Flow((DatasetUse(named, node.lineno),)) if name else _Flow())
        if isinstance(node, ast.Call) and node.args and method == "sql_query":
            query = self._query(node.args[0])
            return _Flow(query.reads, query) if query is not None else _Flow()
        found = _Flow()
        for part in _parts(node):
            found = found.beside(self._flow(part))
        return found

    def _query(self, node: ast.expr) -> Statement | None:
        lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
        return next((self.selects[line] for line in lines if line in self.selects), None)


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    """What a table may hang on in an expression: the object of a method, its arguments."""
    if isinstance(node, ast.Call):
        yield from (node.func.value,) if isinstance(node.func, ast.Attribute) else ()
        yield from node.args
    elif isinstance(node, ast.Attribute):
        yield node.value


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def selects_of(statements: Iterable[Statement]) -> dict[int, Statement]:
    """The SELECT statements by the line on which they begin."""
    return {one.line: one for one in statements if one.kind == "select" and one.query is not None}
