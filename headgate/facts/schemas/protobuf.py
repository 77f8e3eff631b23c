"""The reader of Protobuf files."""

from __future__ import annotations

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.schemas.model import Schema, SchemaField, SchemaFormat
from headgate.facts.schemas.proto.model import ProtoField, ProtoMessage
from headgate.facts.schemas.proto.parse import parse
from headgate.facts.schemas.reading import MAX_FIELDS, UnreadableSchema


def read(file: SourceFile) -> Reading:
    """Messages of a `.proto` file as schemas."""
    kinds = tuple(sorted(file.kinds))
    try:
        found = parse(file.text, file.path)
    except UnreadableSchema as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("Protobuf file", str(error)),)))
    schemas = tuple(_schema(message) for message in found.messages)
    return Reading(FileFacts(file.path, kinds, schemas=schemas))


def _schema(message: ProtoMessage) -> Schema:
    fields = tuple(_field(one) for one in message.fields[:MAX_FIELDS])
    return Schema(SchemaFormat.PROTOBUF, message.name, message.line, fields)


def _field(one: ProtoField) -> SchemaField:
    kind = f"repeated {one.type}" if one.label == "repeated" else one.type
    return SchemaField(one.name, kind, one.line, one.label != "required", one.number)
