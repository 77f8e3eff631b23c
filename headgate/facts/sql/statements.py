"""What one statement reads, writes and declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlglot import exp

from headgate.dataset import DatasetId
from headgate.facts.sql import ddl, dml, files
from headgate.facts.sql.model import Statement
from headgate.facts.sql.select import QueryReader
from headgate.facts.sql.tree import SqlStatement
from headgate.lineage import DatasetUse, Effect


@dataclass
class Session:
    """What earlier statements of the same text decided for later ones."""

    inside: tuple[str, ...] = ()
    """Database, schema or both, for names that say neither; a USE chooses others."""
    body: bool = False
    """The text is the body of a procedure, where SELECT … INTO fills variables."""

    def follow(self, tree: exp.Expr) -> None:
        """Take over what `tree` decides."""
        if not isinstance(tree, exp.Use) or not isinstance(tree.this, exp.Table):
            return
        kind = str(tree.args.get("kind") or "").upper()
        if kind in ("", "SCHEMA", "DATABASE", "CATALOG"):
            self.inside = tuple(part.name for part in tree.this.parts)


def facts_of(
    tree: exp.Expr,
    path: str,
    file_line: Callable[[int], int],
    span: tuple[int, int],
    dialect: str,
    session: Session,
) -> Statement:
    """The facts of one statement; its lines are the file's.

    Raises:
        RecursionError: its queries nest too deeply.
    """
    reader = QueryReader(file_line, span, session.inside, dialect)
    empty = Statement(_kind(tree), file_line(span[0]), file_line(span[1]), dialect=dialect)
    told = _told(tree, reader, empty, path, session)
    session.follow(tree)
    return replace(told, reads=(*reader.reads, *told.reads))


def without_columns(statement: SqlStatement) -> SqlStatement:
    """A statement of a function's body: names in it may be arguments, so what it reads is told, its columns are not."""
    return statement.with_facts(replace(statement.facts, query=None))


def _told(tree: exp.Expr, reader: QueryReader, empty: Statement, path: str, session: Session) -> Statement:
    if isinstance(tree, exp.Create):
        return ddl.create(tree, reader, empty, path)
    if isinstance(tree, (exp.Drop, exp.Alter, exp.TruncateTable)):
        return ddl.change(tree, reader, empty)
    if isinstance(tree, exp.Insert):
        return dml.insert(tree, reader, empty)
    if isinstance(tree, exp.Merge):
        return dml.merge(tree, reader, empty)
    if isinstance(tree, exp.Update):
        return dml.update(tree, reader, empty)
    if isinstance(tree, exp.Delete):
        return dml.delete(tree, reader, empty)
    if isinstance(tree, exp.Copy):
        return dml.copy(tree, reader, empty)
    if isinstance(tree, exp.Cache):
        return ddl.cache(tree, reader, empty)
    if isinstance(tree, (exp.LoadData, exp.Export)):
        return files.moved(tree, reader, empty)
    if isinstance(tree, exp.Command):
        return replace(empty, kind="dynamic")
    if isinstance(tree, exp.Query):
        return _select(tree, reader, empty, variables=session.body or empty.dialect in _NO_SELECT_INTO)
    named = reader.named([tree], Effect.CONDITIONAL)
    return replace(empty, query=named.queries[0].query if len(named.queries) == 1 else None)


_NO_SELECT_INTO = ("oracle", "mysql", "snowflake", "bigquery", "databricks")
"""Dialects in which SELECT … INTO fills variables and never makes a table."""


def _select(tree: exp.Expr, reader: QueryReader, empty: Statement, *, variables: bool) -> Statement:
    query = reader.query(tree)
    first = tree
    while isinstance(first, exp.SetOperation):
        first = first.this
    into = first.args.get("into")
    target = reader.dataset(into.this) if into is not None and isinstance(into.this, exp.Table) else None
    if into is None or target is None or variables:
        return replace(empty, query=query)
    return replace(
        empty,
        kind="create-table",
        query=query,
        target=target,
        writes=(written(target, reader, into),),
        temporary=bool(into.args.get("temporary")),
    )


def written(target: DatasetId, reader: QueryReader, node: exp.Expr) -> DatasetUse:
    """The use of a dataset that is written."""
    return DatasetUse(target, reader.line_of(node))


def _kind(tree: exp.Expr) -> str:
    if isinstance(tree, exp.Create):
        return f"create-{str(tree.args.get('kind') or 'table').lower()}"
    if isinstance(tree, exp.TruncateTable):
        return "truncate"
    if isinstance(tree, exp.Query):
        return "select"
    return type(tree).__name__.lower() if isinstance(tree, _STATEMENTS) else "expression"


_STATEMENTS = (exp.DML, exp.Alter, exp.Drop, exp.Use, exp.Cache, exp.Comment, exp.Block)
