"""What ALTER TABLE does to a table's columns."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.dataset import Column
from headgate.facts.sql.model import Alteration, AlterKind
from headgate.facts.sql.select import QueryReader

_LEAVES_COLUMNS = (
    exp.AddConstraint,
    exp.AlterSet,
    exp.AlterDistStyle,
    exp.AlterSortKey,
    exp.AlterIndex,
    exp.RenameIndex,
    exp.AddPartition,
    exp.DropPartition,
    exp.DropPrimaryKey,
    exp.Cluster,
)
"""Actions after which the table has the columns that it had."""


def alterations(tree: exp.Expr, reader: QueryReader) -> tuple[Alteration, ...]:
    """The actions of an ALTER TABLE on columns, in order; an action that is not understood is told as such."""
    if not isinstance(tree, exp.Alter) or str(tree.args.get("kind") or "").upper() != "TABLE":
        return ()
    return tuple(told for action in tree.args.get("actions") or () for told in _told(action, reader))


def column_of(item: exp.ColumnDef, reader: QueryReader) -> Column:
    """A column as CREATE TABLE or ADD COLUMN declares it."""
    kind = item.args.get("kind")
    nullable: bool | None = None
    for constraint in item.args.get("constraints") or ():
        # Not the property `kind`: the compiled sqlglot refuses there what its parser itself puts in.
        told = constraint.args.get("kind")
        if isinstance(told, exp.NotNullColumnConstraint):
            nullable = bool(told.args.get("allow_null"))
        elif isinstance(told, exp.PrimaryKeyColumnConstraint):
            nullable = False
    return Column(item.name, _type(kind), nullable, reader.line_of(item))


def _told(action: exp.Expr, reader: QueryReader) -> Iterator[Alteration]:
    if isinstance(action, exp.ColumnDef):
        yield Alteration(AlterKind.ADD, action.name.lower(), column_of(action, reader), bool(action.args.get("exists")))
    elif isinstance(action, (exp.Schema, exp.ReplaceColumns)):
        if isinstance(action, exp.ReplaceColumns):
            yield Alteration(AlterKind.CLEAR)
        yield from (told for item in _flat(action.expressions) for told in _told(item, reader))
    elif isinstance(action, exp.Drop):
        yield from _dropped(action)
    elif isinstance(action, exp.RenameColumn):
        new = Column(action.args["to"].name, line=reader.line_of(action))
        yield Alteration(AlterKind.RENAME, action.this.name.lower(), new, bool(action.args.get("exists")))
    elif isinstance(action, exp.ModifyColumn) and isinstance(action.this, exp.ColumnDef):
        old = action.args.get("rename_from")
        new = column_of(action.this, reader)
        yield Alteration(AlterKind.CHANGE, (old.name if isinstance(old, exp.Expr) else new.name).lower(), new)
    elif isinstance(action, exp.AlterColumn):
        yield _altered(action, reader)
    elif not isinstance(action, (*_LEAVES_COLUMNS, exp.AlterRename, exp.SwapTable)):
        yield Alteration(AlterKind.UNKNOWN)


def _flat(items: list[exp.Expr]) -> Iterator[exp.Expr]:
    """The columns of a list, of which some dialects parse as a list within the list."""
    for item in items:
        if isinstance(item, (exp.Schema, exp.Tuple)):
            yield from item.expressions
        else:
            yield item


def _dropped(action: exp.Drop) -> Iterator[Alteration]:
    kind = str(action.args.get("kind") or "COLUMN").upper()
    if kind != "COLUMN":
        return
    names = action.args.get("tables") or []
    if not names or not all(one.name for one in names):
        yield Alteration(AlterKind.UNKNOWN)
    for one in names:
        yield Alteration(AlterKind.DROP, one.name.lower(), lenient=bool(action.args.get("exists")))


def _altered(action: exp.AlterColumn, reader: QueryReader) -> Alteration:
    name = action.this.name
    if isinstance(to := action.args.get("rename_to"), exp.Expr):
        return Alteration(AlterKind.RENAME, name.lower(), Column(to.name, line=reader.line_of(action)))
    allow = action.args.get("allow_null")
    nullable = None if allow is None else bool(allow)
    return Alteration(AlterKind.CHANGE, name.lower(), Column(name, _type(action.args.get("dtype")), nullable))


def _type(kind: object) -> str:
    return kind.sql(copy=False).lower() if isinstance(kind, exp.Expr) else ""
