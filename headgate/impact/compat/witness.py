"""Witnesses: the smallest record of one Avro schema that the other cannot read, really encoded and decoded.

A schema's verdict follows from the specification; a witness shows it on bytes, with the decoder's own words.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import fastavro
from fastavro.schema import SchemaParseException

from headgate.facts.schemas.avro import AvroType, parse
from headgate.facts.schemas.reading import UnreadableSchema

_MAX_TRIES = 64
_MAX_DEPTH = 12
_SIMPLE: dict[str, object] = {
    "null": None, "boolean": False, "int": 1, "long": 1, "float": 1.5, "double": 1.5, "bytes": b"x", "string": "x",
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
    else:
        yield _SIMPLE.get(shape.kind)


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
