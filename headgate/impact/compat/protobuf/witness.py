"""The bytes that show a Protobuf break, really written with one version's field and read with the other's.

Descriptors are made from the declarations that Headgate parsed: of each message the one field alone. No compiler runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from headgate.facts.schemas.proto.model import ProtoField
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.protobuf.side import SCALARS, Side

_Field = descriptor_pb2.FieldDescriptorProto
_WHOLE = frozenset(("int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
                    "sfixed64"))  # fmt: skip
_PLAIN: dict[str, object] = {"bool": True, "string": "text", "bytes": b"\xff\xfe", "float": 1.5, "double": 1.5}
_LARGE = {"int64": 2**40 + 5, "uint64": 2**40 + 5, "sint64": 2**40 + 5, "uint32": 2**32 - 1, "int32": 300}


@dataclass(frozen=True, slots=True)
class Misread:
    """Bytes of the old version, and what the new one makes of them."""

    written: str
    """The field's value, and the bytes in hexadecimal."""
    outcome: str


def misread_bytes(old: str | Side, new: str | Side, entity: str) -> Misread | None:
    """What becomes of the field `Message.field` of the old text in the new one; None where it is read as it was.

    Who asks for many fields gives both read.
    """
    try:
        before, after = (one if isinstance(one, Side) else Side(one) for one in (old, new))
    except UnreadableSchema:
        return None
    name, _, field = entity.rpartition(".")
    if name not in before.messages or name not in after.messages:
        return None
    one = next((known for known in before.messages[name].fields if known.name == field), None)
    if one is None:
        return None
    fields = after.messages[name].fields
    other = next((known for known in fields if known.number == one.number), None)
    moved = next((known for known in fields if known.name == one.name), None)
    target = other or moved
    if target is None:
        return None
    writer, reader = _message(before, one), _message(after, target)
    if writer is None or reader is None:
        return None
    for value in _values(before, one):
        found = _read(writer, reader, one, target, value)
        if found is not None:
            return found
    return None


def _read(writer: Any, reader: Any, one: ProtoField, target: ProtoField, value: object) -> Misread | None:
    message = writer()
    if one.label == "repeated":
        getattr(message, one.name).append(value)
    else:
        setattr(message, one.name, value)
    data = message.SerializePartialToString()
    written = f"{one.name} = {_said(value)} (number {one.number}, bytes {data.hex(' ')})"
    try:
        made = reader.FromString(data)
    except DecodeError as error:
        return Misread(written, f"the decoder refuses the message: {str(error) or 'DecodeError'}")
    present = [field.name for field, _ in made.ListFields()]
    if target.name not in present:
        return Misread(written, f"{target.name} is empty: the bytes are kept as an unknown field")
    read = getattr(made, target.name)
    read = list(read) if target.label == "repeated" else read
    if read == value or (isinstance(read, list) and read == [value]):
        return None
    return Misread(written, f"{target.name} is read as {_said(read)}")


def _said(value: object) -> str:
    return repr(value) if isinstance(value, str | bytes | list) else str(value)


def _values(side: Side, one: ProtoField) -> list[object]:
    kind = side.kind(one)
    if kind in _WHOLE:
        return [300, *([_LARGE[kind]] if kind in _LARGE else [])]
    if kind == "enum":
        return [value.number for value in side.enums[side.type_of(one)].values[-1:]]
    return [_PLAIN[kind]] if kind in _PLAIN else []


def _message(side: Side, one: ProtoField) -> Any | None:
    """A message class that has the one field; None for kinds that need more than it."""
    kind = side.kind(one)
    if kind not in SCALARS and kind != "enum":
        return None
    proto3 = side.files[one.file].syntax != "proto2"
    # Only proto3 insists that strings are UTF-8; enums are left closed, as far as the first value is not 0.
    syntax = "proto3" if proto3 and kind != "enum" else "proto2"
    file = descriptor_pb2.FileDescriptorProto(name="one.proto", package="one", syntax=syntax)
    message = file.message_type.add(name="M")
    label = _Field.LABEL_REPEATED if one.label == "repeated" else _Field.LABEL_OPTIONAL
    field = message.field.add(name=one.name, number=one.number, label=label)
    if kind == "enum":
        enum = file.enum_type.add(name="E")
        enum.options.allow_alias = True
        for value in side.enums[side.type_of(one)].values:
            enum.value.add(name=value.name, number=value.number)
        field.type, field.type_name = _Field.TYPE_ENUM, ".one.E"
    else:
        field.type = getattr(_Field, f"TYPE_{kind.upper()}")
    if label == _Field.LABEL_REPEATED and proto3 and kind not in ("string", "bytes"):
        field.options.packed = True
    pool = descriptor_pool.DescriptorPool()
    try:
        pool.Add(file) if hasattr(pool, "Add") else pool.AddSerializedFile(file.SerializeToString())
        return message_factory.GetMessageClass(pool.FindMessageTypeByName("one.M"))
    except (TypeError, KeyError):
        # A number or name that Protobuf itself refuses.
        return None
