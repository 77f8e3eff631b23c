"""Records from Avro schemas."""

from __future__ import annotations

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
        lay_out(record.short, [_field(one, 0) for one in record.fields], origin, draft)


def _field(told: AvroField, depth: int) -> Field:
    kind, required = told.type, True
    if kind.kind == "union":
        real = [branch for branch in kind.branches if branch.kind != "null"]
        required = len(real) == len(kind.branches)
        kind = real[0] if len(real) == 1 else kind
    field = Field(told.name, required=required, description=told.description)
    field.repeated = kind.kind == "array"
    inner = kind.inner if field.repeated and kind.inner is not None else kind
    if inner.kind == "record" and depth < MAX_DEPTH:
        field.fields = [_field(one, depth + 1) for one in inner.fields]
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
