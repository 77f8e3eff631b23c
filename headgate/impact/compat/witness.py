"""Witnesses: the smallest record of one Avro schema that the other cannot read, really encoded and decoded.

A schema's verdict follows from the specification; a witness shows it on bytes, with the decoder's own words.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import fastavro
from fastavro.schema import SchemaParseException

from headgate.facts.schemas.avro import AvroType, parse
from headgate.facts.schemas.reading import MAX_DEPTH, UnreadableSchema

_MAX_TRIES = 64
_MAX_DEPTH = 12
_SIMPLE: dict[str, object] = {
    "null": None, "boolean": False, "int": 1, "long": 1, "float": 1.5, "double": 1.5, "bytes": b"x", "string": "x",
}  # fmt: skip
_LARGE = {"int": 2**24 + 1, "long": 2**53 + 1}
"""The smallest whole numbers that a float, or a double, rounds."""
_MOMENT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
_TIMES = {
    "date": _MOMENT.date(), "time-millis": time(12), "time-micros": time(12),
    "timestamp-millis": _MOMENT, "timestamp-micros": _MOMENT,
    "local-timestamp-millis": _MOMENT.replace(tzinfo=None), "local-timestamp-micros": _MOMENT.replace(tzinfo=None),
}  # fmt: skip
_REFUSALS = (ValueError, TypeError, KeyError, IndexError, EOFError, LookupError, AttributeError, OverflowError)
"""What fastavro raises on bytes that do not fit, beside its own SchemaResolutionError (a plain Exception)."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A record that was written with one schema and refused by a reader with the other."""

    record: str
    """As JSON."""
    error: str
    """What the decoder said."""


def refused_record(writer: str, reader: str) -> Witness | None:
    """A record that `writer` writes and `reader` refuses, with fastavro; None where none of a few is refused.

    Both are `.avsc` texts.
    """
    try:
        shape = parse(writer)
        written = fastavro.parse_schema(json.loads(writer), named_schemas={})
        read = fastavro.parse_schema(json.loads(reader), named_schemas={})
    except (UnreadableSchema, SchemaParseException, ValueError, KeyError, TypeError):
        return None
    for number, record in enumerate(_records(shape, 0)):
        if number >= _MAX_TRIES:
            return None
        refusal = _try(record, written, read)
        if refusal is not None:
            return Witness(json.dumps(record, default=_shown), refusal)
    return None


def read_record(writer: str, reader: str) -> tuple[str, str] | None:
    """The plainest record that `writer` writes, and what `reader` makes of it, both as JSON; None where it is refused.

    Both are `.avsc` texts.
    """
    try:
        shape = parse(writer)
        written = fastavro.parse_schema(json.loads(writer), named_schemas={})
        read = fastavro.parse_schema(json.loads(reader), named_schemas={})
        record = next(_records(shape, 0), None)
        encoded = io.BytesIO()
        fastavro.schemaless_writer(encoded, written, record)
        encoded.seek(0)
        made = fastavro.schemaless_reader(encoded, written, read)
    except (UnreadableSchema, SchemaParseException, fastavro.read.SchemaResolutionError, *_REFUSALS):
        return None
    return json.dumps(record, default=_shown), json.dumps(made, default=_shown)


def misread_record(old: str, new: str, field: str, *, absent: bool = False) -> Witness | None:
    """A record written with `old` whose `field` reads as another value with `new`; None where a few show none.

    Both are `.avsc` texts; with `absent` the record is written without the field, as before it was added. The
    witness's `error` says both values.
    """
    try:
        writer = json.dumps(_without(json.loads(old), field)) if absent else old
        shape = parse(writer)
        written, before, after = (
            fastavro.parse_schema(json.loads(text), named_schemas={}) for text in (writer, old, new)
        )
    except (UnreadableSchema, SchemaParseException, ValueError, KeyError, TypeError):
        return None
    for number, record in enumerate(_records(shape, 0)):
        if number >= _MAX_TRIES:
            return None
        for how, was, now in _readings(record, written, before, after, field):
            told = f"{field} is {_said(was)} by the old schema and {_said(now)} by the new one{how}"
            return Witness(json.dumps(record, default=_shown), told)
    return None


_ALONE = ", where the reader takes the logical type from its own schema, as Java's do"


def _readings(
    record: object, written: Any, before: Any, after: Any, field: str
) -> Iterator[tuple[str, object, object]]:
    """How the reader goes about it, and what the old and the new schema make of the field, where these differ.

    fastavro takes logical types from the writer's schema, others from the reader's: both are tried.
    """
    try:
        encoded = io.BytesIO()
        fastavro.schemaless_writer(encoded, written, record)
        data = encoded.getvalue()
        first = fastavro.schemaless_reader(io.BytesIO(data), written, before)
        for was, now in _differing(first, fastavro.schemaless_reader(io.BytesIO(data), written, after), field):
            yield "", was, now
        for was, now in _differing(first, fastavro.schemaless_reader(io.BytesIO(data), after), field):
            yield _ALONE, was, now
    except (fastavro.read.SchemaResolutionError, *_REFUSALS):
        return


def _without(schema: Any, field: str, depth: int = 0) -> Any:
    """A schema's JSON without the fields of a name."""
    if depth > MAX_DEPTH:
        return schema
    if isinstance(schema, list):
        return [_without(one, field, depth + 1) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _without(value, field, depth + 1) for key, value in schema.items()}
    if made.get("type") == "record" and isinstance(made.get("fields"), list):
        made["fields"] = [one for one in made["fields"] if not isinstance(one, dict) or one.get("name") != field]
    return made


def _differing(before: object, after: object, field: str, key: str = "") -> Iterator[tuple[object, object]]:
    """Values of `field` that two readings of the same bytes give otherwise."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [one for one in before if one in after]:
            yield from _differing(before[name], after[name], field, name)
    elif isinstance(before, list) and isinstance(after, list):
        for one, other in zip(before, after, strict=False):
            yield from _differing(one, other, field, key)
    elif key == field and before != after:
        yield before, after


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _try(record: object, written: Any, read: Any) -> str | None:
    encoded = io.BytesIO()
    try:
        fastavro.schemaless_writer(encoded, written, record)
    except _REFUSALS:
        return None
    encoded.seek(0)
    try:
        fastavro.schemaless_reader(encoded, written, read)
    except fastavro.read.SchemaResolutionError as error:
        return str(error) or "SchemaResolutionError"
    except _REFUSALS as error:
        return f"{type(error).__name__}: {error}"
    return None


def _shown(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _records(shape: AvroType, depth: int) -> Iterator[object]:
    """Small values of a schema: the plainest first, then each with one branch or symbol chosen otherwise."""
    if depth > _MAX_DEPTH:
        return
    if shape.kind == "union":
        for branch in sorted(shape.branches, key=lambda one: one.kind != "null"):
            yield from _records(branch, depth + 1)
    elif shape.kind == "enum":
        yield from reversed(shape.symbols)
    elif shape.kind == "fixed":
        yield b"x" * min(shape.size, 1024)
    elif shape.kind in ("array", "map") and shape.inner is not None:
        for inner in _records(shape.inner, depth + 1):
            yield [inner] if shape.kind == "array" else {"k": inner}
    elif shape.kind == "record":
        yield from _variants(shape, depth)
    elif shape.logical == "decimal":
        yield Decimal(1).scaleb(-shape.scale)
    elif shape.logical in _TIMES:
        yield _TIMES[shape.logical]
    else:
        yield _SIMPLE.get(shape.kind)
        if shape.kind in _LARGE:
            yield _LARGE[shape.kind]


def _variants(record: AvroType, depth: int) -> Iterator[object]:
    choices = {one.name: list(_few(_records(one.type, depth + 1))) for one in record.fields}
    if not all(choices.values()):
        return
    plain = {name: values[0] for name, values in choices.items()}
    yield plain
    for name, values in choices.items():
        for other in values[1:]:
            yield {**plain, name: other}


def _few(values: Iterator[object]) -> Iterator[object]:
    for number, value in enumerate(values):
        if number >= _MAX_TRIES:
            return
        yield value
