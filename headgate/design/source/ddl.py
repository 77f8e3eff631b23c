"""Source tables from CREATE TABLE and ALTER TABLE … ADD CONSTRAINT."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.design.source.draft import Draft
from headgate.design.source.model import ForeignKey, Kind, SourceColumn, SourceTable
from headgate.design.source.types import of_type
from headgate.design.source.words import snake
from headgate.facts.sql.parsing import trees_of

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
_DIALECTS = ("", "postgres", "mysql", "snowflake", "bigquery", "tsql", "oracle", "databricks")


def read(text: str, origin: str, dialect: str, draft: Draft) -> None:
    """Add the tables of a DDL script; what does not parse is told in `draft.unread`."""
    told = dialect or _dialect(text)
    try:
        trees = trees_of(text, told)
    except (SqlglotError, RecursionError) as error:
        line = str(error).split("\n", 1)[0]
        draft.unread.append(f"{origin} is not parsed as SQL ({line[:120]}); name its dialect with --source-dialect.")
        return
    if told and not dialect:
        draft.assumed.append(f"{origin} is read as {told}, which takes all of its statements.")
    for tree in trees:
        if isinstance(tree, exp.Create) and tree.kind == "TABLE" and isinstance(tree.this, exp.Schema):
            draft.add(_table(tree.this, origin))
        elif isinstance(tree, exp.Alter):
            _alter(tree, draft)
        elif isinstance(tree, exp.Command):
            draft.unread.append(f"A statement of {origin} is not understood: {tree.sql()[:80]}")


def _dialect(text: str) -> str:
    """The first dialect that takes all statements; empty for any."""
    for dialect in _DIALECTS:
        try:
            trees = trees_of(text, dialect)
        except (SqlglotError, RecursionError):
            continue
        if not any(isinstance(tree, exp.Command) for tree in trees):
            return dialect
    return ""


def _table(schema: exp.Schema, origin: str) -> SourceTable:
    table = schema.this
    columns = tuple(_column(item) for item in schema.expressions if isinstance(item, exp.ColumnDef))
    key: tuple[str, ...] = ()
    unique: list[tuple[str, ...]] = []
    foreign: list[ForeignKey] = []
    allowed: dict[str, tuple[str, ...]] = {}
    for item in schema.expressions:
        own = snake(item.name) if isinstance(item, exp.ColumnDef) else ""
        for part in item.find_all(exp.PrimaryKeyColumnConstraint, exp.PrimaryKey):
            key = key or _names(part.expressions) or (own,)
        for part in item.find_all(exp.UniqueColumnConstraint):
            inner = part.this.expressions if isinstance(part.this, exp.Schema) else []
            unique.append(_names(inner) or (own,))
        foreign += _foreign(item, own)
        for check in item.find_all(exp.In):
            if isinstance(check.this, exp.Column) and check.find_ancestor(exp.CheckColumnConstraint):
                texts = tuple(one.name for one in check.expressions if isinstance(one, exp.Literal))
                allowed[snake(check.this.name)] = texts
    columns = tuple(
        replace(
            column,
            required=column.required or column.name in key,
            values=column.values or (allowed.get(column.name, ()) if column.kind is Kind.TEXT else ()),
        )
        for column in columns
    )
    named = tuple(name for name in unique if name and all(name))
    return SourceTable(
        name=snake(table.name),
        columns=columns,
        key=key,
        key_reason="primary key" if key else "",
        unique=named,
        foreign=tuple(foreign),
        group=snake(table.db) if table.db else "raw",
        written=table.name,
        origin=origin,
    )


def _column(item: exp.ColumnDef) -> SourceColumn:
    told = item.args.get("kind")
    kind, plain = of_type(told) if isinstance(told, exp.DataType) else (Kind.OTHER, "varchar")
    values: tuple[str, ...] = ()
    if isinstance(told, exp.DataType) and told.this == exp.DataType.Type.ENUM:
        values = tuple(one.name for one in told.expressions if isinstance(one, exp.Literal))
    required = any(not part.args.get("allow_null") for part in item.find_all(exp.NotNullColumnConstraint))
    return SourceColumn(snake(item.name), kind, plain, required, values, item.name)


def _names(parts: list[exp.Expression]) -> tuple[str, ...]:
    return tuple(snake(part.name or part.this.name) for part in parts)


def _foreign(item: exp.Expression, own: str) -> Iterator[ForeignKey]:
    for part in item.find_all(exp.Reference):
        above = part.find_ancestor(exp.ForeignKey)
        columns = _names(above.expressions) if above is not None else (own,)
        target = part.this
        table = target.this if isinstance(target, exp.Schema) else target
        there = _names(target.expressions) if isinstance(target, exp.Schema) else ()
        if isinstance(table, exp.Table) and all(columns):
            yield ForeignKey(columns, snake(table.name), there)


def _alter(tree: exp.Alter, draft: Draft) -> None:
    name = snake(tree.this.name)
    table = draft.tables.get(name)
    if table is None:
        return
    for action in tree.args.get("actions") or ():
        keys = list(action.find_all(exp.PrimaryKey))
        if keys:
            key = _names(keys[0].expressions)
            columns = tuple(replace(c, required=c.required or c.name in key) for c in table.columns)
            table = replace(table, key=key, key_reason="primary key", columns=columns)
        table = replace(table, foreign=(*table.foreign, *_foreign(action, "")))
    draft.tables[name] = table
