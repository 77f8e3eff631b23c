"""CREATE, ALTER, DROP: what is declared, copied, renamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from headgate.dataset import Column, Dataset, DatasetId, DatasetKind, at_path
from headgate.facts.sql.alter import alterations, column_of
from headgate.facts.sql.dml import table_and_columns
from headgate.facts.sql.model import Statement
from headgate.facts.sql.select import QueryReader
from headgate.lineage import DatasetUse
from headgate.location import Location

_DATA = ("create-table", "create-view", "create-stage", "create-dynamic table")


def create(tree: exp.Create, reader: QueryReader, empty: Statement, path: str) -> Statement:
    """CREATE TABLE, VIEW and their kin; of a function or an index only what it reads."""
    table, columns = table_and_columns(tree.this)
    source = tree.expression
    query = None
    if isinstance(source, (exp.Query, exp.Subquery)) or (
        isinstance(source, (exp.Table, exp.Values)) and empty.kind in _DATA
    ):
        query = reader.query(source)
    target = reader.dataset(table) if table is not None else None
    if target is None or table is None or not empty.kind.startswith(("create-table", "create-view")):
        # The body of a function names its own arguments: what it reads is told, its columns are not.
        return replace(empty, query=None if empty.kind in ("create-function", "create-procedure") else query)
    copied = _copied(tree, reader)
    stored = tuple(dict.fromkeys(_stored_at(tree)))
    declares = None
    if isinstance(tree.this, exp.Schema) and any(isinstance(e, exp.ColumnDef) for e in tree.this.expressions):
        declares = _declared(tree.this, target, reader, empty, path)
    elif (query is None and copied is None) or stored:
        location = Location(path, empty.line, empty.end_line)
        declares = Dataset(target, _dataset_kind(empty.kind), location)
    if declares is not None and stored:
        declares = replace(declares, also=stored)
    into = _materialized_into(tree, reader)
    return replace(
        empty,
        target=into or target,
        target_columns=columns if query is not None else (),
        query=query,
        declares=declares,
        copies=copied,
        temporary=_temporary(tree, table),
        writes=tuple(DatasetUse(one, reader.line_of(table), columns or None) for one in (target, into) if one),
    )


def change(tree: exp.Expr, reader: QueryReader, empty: Statement) -> Statement:
    """ALTER … RENAME TO, SWAP WITH, EXCHANGE; DROP and TRUNCATE write their tables."""
    if isinstance(tree, exp.Drop):
        tables = tree.args.get("tables") or []
    else:
        tables = tree.expressions if isinstance(tree, exp.TruncateTable) else [tree.this]
    targets = [(reader.dataset(one), one) for one in tables if isinstance(one, exp.Table)]
    named = [(dataset, node) for dataset, node in targets if dataset is not None]
    if not named:
        return empty
    first, node = named[0]
    for action in tree.args.get("actions") or ():
        if isinstance(action, (exp.AlterRename, exp.SwapTable)) and isinstance(action.this, exp.Table):
            other = reader.dataset(action.this)
            if other is not None:
                return _moved(first, other, node, action, reader, empty)
    if isinstance(tree, exp.Drop) and str(tree.args.get("kind") or "TABLE").upper() not in ("TABLE", "VIEW"):
        return empty
    writes = tuple(DatasetUse(d, reader.line_of(n)) for d, n in named)
    return replace(empty, target=first, writes=writes, alters=alterations(tree, reader))


def cache(tree: exp.Cache, reader: QueryReader, empty: Statement) -> Statement:
    """Spark's CACHE TABLE t AS SELECT."""
    table = tree.this
    target = reader.dataset(table) if isinstance(table, exp.Table) else None
    query = reader.query(tree.expression) if isinstance(tree.expression, exp.Expr) else None
    if target is None or query is None:
        return empty
    return replace(
        empty, target=target, query=query, temporary=True, writes=(DatasetUse(target, reader.line_of(table)),)
    )


def _moved(
    first: DatasetId, other: DatasetId, node: exp.Expr, action: exp.Expr, reader: QueryReader, empty: Statement
) -> Statement:
    there, here = reader.line_of(action), reader.line_of(node)
    if isinstance(action, exp.AlterRename):
        if "." in first.name and "." not in other.name:
            other = DatasetId(other.namespace, f"{first.name.rsplit('.', 1)[0]}.{other.name}")
        return replace(
            empty, kind="rename", target=other, copies=first,
            reads=(DatasetUse(first, here),), writes=(DatasetUse(other, there),),
        )  # fmt: skip
    both = (DatasetUse(first, here), DatasetUse(other, there))
    return replace(empty, kind="swap", target=first, copies=other, reads=both, writes=both)


def _copied(tree: exp.Create, reader: QueryReader) -> DatasetId | None:
    """The table that CLONE, COPY or LIKE names."""
    clone = tree.args.get("clone")
    likes = list(tree.find_all(exp.LikeProperty)) if clone is None and tree.expression is None else []
    for one in ([clone] if clone is not None else []) + likes:
        if isinstance(one.this, exp.Table) and (dataset := reader.dataset(one.this)) is not None:
            reader.read(dataset, one.this)
            return dataset
    return None


def _stored_at(tree: exp.Create) -> Iterator[DatasetId]:
    """The paths of a table's files: Hive's LOCATION, Spark's option `path`, BigQuery's `uris`."""
    properties = tree.args.get("properties")
    for one in properties.expressions if properties is not None else ():
        named = one.name.lower().strip("'\"") if isinstance(one, exp.Property) else ""
        if isinstance(one, exp.LocationProperty) or named in ("path", "uris"):
            value = one.this if isinstance(one, exp.LocationProperty) else one.args.get("value")
            for text in value.find_all(exp.Literal) if isinstance(value, exp.Expr) else ():
                if text.is_string and "/" in text.name and not text.name.startswith("@"):
                    yield at_path(text.name)


def _materialized_into(tree: exp.Create, reader: QueryReader) -> DatasetId | None:
    """ClickHouse: CREATE MATERIALIZED VIEW v TO t."""
    properties = tree.args.get("properties")
    for one in properties.expressions if properties is not None else ():
        if isinstance(one, exp.ToTableProperty) and isinstance(one.this, exp.Table):
            return reader.dataset(one.this)
    return None


def _temporary(tree: exp.Create, table: exp.Table) -> bool:
    properties = tree.args.get("properties")
    told = any(isinstance(one, exp.TemporaryProperty) for one in (properties.expressions if properties else ()))
    return told or bool(table.this.args.get("temporary")) or table.name.startswith(("#", "@"))


def _dataset_kind(kind: str) -> DatasetKind:
    return DatasetKind.VIEW if kind.endswith("view") else DatasetKind.TABLE


def _declared(schema: exp.Schema, target: DatasetId, reader: QueryReader, empty: Statement, path: str) -> Dataset:
    columns: list[Column] = []
    keys: list[tuple[str, ...]] = []
    whole = True
    for item in schema.expressions:
        if isinstance(item, exp.ColumnDef):
            columns.append(column_of(item, reader))
            if item.find(exp.PrimaryKeyColumnConstraint, exp.UniqueColumnConstraint):
                keys.append((item.name.lower(),))
            # A table's key behind a column for want of a comma: `id int PRIMARY KEY (id)`.
            keys += _keys(item)
        elif isinstance(item, exp.LikeProperty):
            whole = False
        else:
            keys += _keys(item)
    primary = {name for key in keys for name in key if item_is_primary(schema, name)}
    columns = [replace(one, nullable=False) if one.name.lower() in primary else one for one in columns]
    location = Location(path, empty.line, empty.end_line)
    kind = _dataset_kind(empty.kind)
    return Dataset(target, kind, location, tuple(columns), complete=whole, keys=tuple(dict.fromkeys(keys)))


def item_is_primary(schema: exp.Schema, name: str) -> bool:
    """Whether `name` is part of the PRIMARY KEY that a table constraint declares."""
    return any(name in (part.name.lower() for part in key.expressions) for key in schema.find_all(exp.PrimaryKey))


def _keys(item: exp.Expr) -> list[tuple[str, ...]]:
    """The column groups that a table constraint makes unique."""
    found = []
    for key in item.find_all(exp.PrimaryKey, exp.UniqueColumnConstraint):
        parts = key.expressions or (key.this.expressions if isinstance(key.this, exp.Schema) else [])
        names = tuple(part.name.lower() for part in parts)
        if names and all(names):
            found.append(names)
    return found
