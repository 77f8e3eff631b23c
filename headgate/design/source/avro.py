"""Records from Avro schemas."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.design.source.draft import Draft
from headgate.design.source.model import Kind
from headgate.design.source.records import MAX_DEPTH, Field, lay_out
from headgate.design.source.types import PLAIN
from headgate.facts.schemas.avro import AvroField, AvroType, parse
from headgate.facts.schemas.reading import UnreadableSchema

_KINDS = {
    "int": Kind.INTEGER,
    "long": Kind.INTEGER,
    "float": Kind.FLOAT,
    "double": Kind.FLOAT,
    "boolean": Kind.BOOLEAN,
    "string": Kind.TEXT,
    "enum": Kind.TEXT,
}


def read(text: str, origin: str, draft: Draft) -> None:
    """Add the tables that the records of an Avro schema land in."""
    try:
        top = parse(text)
    except UnreadableSchema as error:
        draft.unread.append(f"{origin} is not read as Avro: {error}.")
        return
    records = [top] if top.kind == "record" else [one for one in top.branches if one.kind == "record"]
    if not records:
        draft.unread.append(f"{origin} describes no record.")
    for record in records:
        lay_out(record.short, list(_fields(record, (), draft)), origin, draft)


def _fields(record: AvroType, above: tuple[int, ...], draft: Draft) -> Iterator[Field]:
    """The fields of a record, except those that lead back to a record around them."""
    for told in record.fields:
        found = _field(told, (*above, id(record)), draft)
        if found is not None:
            yield found


def _field(told: AvroField, above: tuple[int, ...], draft: Draft) -> Field | None:
    kind, required = told.type, True
    if kind.kind == "union":
        real = [branch for branch in kind.branches if branch.kind != "null"]
        required = len(real) == len(kind.branches)
        kind = real[0] if len(real) == 1 else kind
    field = Field(told.name, required=required, description=told.description)
    field.repeated = kind.kind == "array"
    inner = kind.inner if field.repeated and kind.inner is not None else kind
    if inner.kind == "record" and (id(inner) in above or len(above) > MAX_DEPTH):
        draft.unread.append(
            f"The field {told.name} leads back to {inner.short}, which it is a part of; it is left out."
        )
        return None
    if inner.kind == "record":
        field.fields = list(_fields(inner, above, draft))
    else:
        field.kind = _kind(kind)
        field.type = f"decimal({kind.precision}, {kind.scale})" if kind.logical == "decimal" else PLAIN[field.kind]
        field.values = kind.symbols
    return field


def _kind(told: AvroType) -> Kind:
    if told.logical == "date":
        return Kind.DATE
    if told.logical.startswith(("timestamp", "local-timestamp")):
        return Kind.TIMESTAMP
    if told.logical == "decimal" and told.precision and told.precision <= 38:
        return Kind.DECIMAL
    return _KINDS.get(told.kind, Kind.OTHER)
