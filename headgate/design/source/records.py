"""Records of JSON Schema and Avro as tables: nested records flattened, arrays of records as tables of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from headgate.design.source.draft import Draft
from headgate.design.source.keys import own_key
from headgate.design.source.model import ForeignKey, Kind, SourceColumn, SourceTable
from headgate.design.source.words import noun, snake

MAX_DEPTH = 12


@dataclass
class Field:
    """One field of a record, whatever format tells it."""

    name: str
    kind: Kind = Kind.OTHER
    type: str = "varchar"
    required: bool = False
    values: tuple[str, ...] = ()
    description: str = ""
    fields: list[Field] = field(default_factory=list)
    """Of a nested record."""
    repeated: bool = False
    """An array; of records where there are `fields`."""


def lay_out(name: str, fields: Sequence[Field], origin: str, draft: Draft) -> None:
    """Add the tables that records called `name` land in."""
    _lay(snake(name), fields, origin, draft, None, 0)


def _lay(name: str, fields: Sequence[Field], origin: str, draft: Draft, parent: SourceTable | None, depth: int) -> None:
    flat = _Flat(draft, f"{name} of {origin}")
    flat.take(fields)
    columns, arrays = flat.columns, flat.arrays
    key: tuple[str, ...] = ()
    foreign: tuple[ForeignKey, ...] = ()
    reason = ""
    if parent is not None:
        here = [
            f"{noun(parent.name)}_{one}" if len(one) <= 2 or one in {c.name for c in columns} else one
            for one in parent.key
        ]
        above = [
            SourceColumn(to, parent.column(one).kind, parent.column(one).type, True)
            for to, one in zip(here, parent.key, strict=True)
        ]
        columns = [*above, SourceColumn("position", Kind.INTEGER, "bigint", required=True), *columns]
        key, reason = (*here, "position"), "key of the record around it and the place in its array"
        foreign = (ForeignKey(tuple(here), parent.name, parent.key, True, "nested in it"),)
    table = SourceTable(name, tuple(columns), key, reason, (), foreign, "raw", name, origin)
    if parent is None:
        own = own_key(table)
        if own:
            table = _keyed(table, own)
    draft.add(table)
    for inner, found in arrays:
        if not table.key:
            draft.unread.append(
                f"The array {inner} of {name} is left out: {name} has no known key that its rows could point to."
            )
        elif depth < MAX_DEPTH:
            child = f"{noun(name)}_{inner}"
            draft.assumed.append(f"The array {inner} of {name} lands as the table {child}, one row for each item.")
            _lay(child, found.fields, origin, draft, table, depth + 1)


def _keyed(table: SourceTable, own: tuple[str, ...]) -> SourceTable:
    columns = tuple(
        SourceColumn(c.name, c.kind, c.type, c.required or c.name in own, c.values, c.written, c.description)
        for c in table.columns
    )
    return SourceTable(
        table.name, columns, own, "assumed by its name", (), table.foreign, table.group, table.written, table.origin
    )


@dataclass
class _Flat:
    """The columns of a record and the records within it, and the arrays that it holds."""

    draft: Draft
    where: str
    columns: list[SourceColumn] = field(default_factory=list)
    arrays: list[tuple[str, Field]] = field(default_factory=list)

    def take(self, fields: Sequence[Field], prefix: str = "", certain: bool = True, depth: int = 0) -> None:
        """Take in fields; those below an optional record may be NULL."""
        for one in fields:
            name = snake(f"{prefix}_{one.name}" if prefix else one.name)
            sure = certain and one.required
            if one.repeated and one.fields:
                self.arrays.append((name, one))
            elif one.repeated:
                self.draft.unread.append(f"The array of plain values {name} in {self.where} is left out.")
            elif one.fields and depth < MAX_DEPTH:
                self.take(one.fields, name, sure, depth + 1)
            else:
                self.columns.append(SourceColumn(name, one.kind, one.type, sure, one.values, name, one.description))
