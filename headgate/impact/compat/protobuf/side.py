"""One side of a comparison: all files, with names resolved and features filled in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from headgate.facts.schemas.proto.model import (
    ProtoEnum,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    ProtoService,
)
from headgate.facts.schemas.proto.parse import parse
from headgate.impact.compat.change import Text

SCALARS = frozenset(
    (
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64",
        "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes",
    )
)  # fmt: skip


class Side:
    """Declarations of one version, by full name."""

    def __init__(self, text: Text) -> None:
        files = {"": text} if isinstance(text, str) else text
        self.files: dict[str, ProtoFile] = {
            path: parse(one, path) for path, one in files.items() if path.endswith(".proto") or not path
        }

    @cached_property
    def messages(self) -> dict[str, ProtoMessage]:
        return {one.name: one for file in self.files.values() for one in file.messages}

    @cached_property
    def enums(self) -> dict[str, ProtoEnum]:
        return {one.name: one for file in self.files.values() for one in file.enums}

    @cached_property
    def services(self) -> dict[str, ProtoService]:
        return {one.name: one for file in self.files.values() for one in file.services}

    @cached_property
    def extensions(self) -> dict[tuple[str, int], ProtoField]:
        """By extended message and number."""
        return {(self.resolve(one.extendee, one.scope), one.number): one for one in self._extensions()}

    def _extensions(self) -> Iterator[ProtoField]:
        for file in self.files.values():
            yield from file.extensions

    def resolve(self, name: str, scope: str) -> str:
        """The full name that `name` means in `scope`; the name itself where its file is not at hand."""
        if name.startswith("."):
            return name[1:]
        parts = scope.split(".") if scope else []
        for length in range(len(parts), -1, -1):
            full = ".".join([*parts[:length], name])
            if full in self.messages or full in self.enums:
                return full
        return name

    def type_of(self, one: ProtoField) -> str:
        """The type of a field, names resolved; `map<K, V>` for maps."""
        if one.type.startswith("map<"):
            key, _, value = one.type[4:-1].partition(", ")
            return f"map<{key}, {value if value in SCALARS else self.resolve(value, one.scope)}>"
        return one.type if one.type in SCALARS else self.resolve(one.type, one.scope)

    def feature(self, one: ProtoField, name: str) -> str:
        """An edition's feature of a field, from the field or its file."""
        key = f"features.{name}"
        return one.options.get(key) or self.files[one.file].options.get(key, "")

    def kind(self, one: ProtoField) -> str:
        """`map`, `group`, `message`, `enum`, or the scalar's name."""
        type_ = self.type_of(one)
        if type_.startswith("map<"):
            return "map"
        if type_ in SCALARS:
            return type_
        if type_ in self.enums:
            return "enum"
        return "group" if self.feature(one, "message_encoding") == "DELIMITED" else "message"

    def cardinality(self, one: ProtoField) -> str:
        """`map`, `repeated`, `required`, `optional` (presence is tracked) or `implicit`."""
        kind = self.kind(one)
        if kind == "map" or one.label == "repeated":
            return "map" if kind == "map" else "repeated"
        presence = self.feature(one, "field_presence")
        if one.label == "required" or presence == "LEGACY_REQUIRED":
            return "required"
        if kind in ("message", "group") or one.oneof or one.label == "optional" or one.extendee:
            return "optional"
        syntax = self.files[one.file].syntax
        return "implicit" if syntax == "proto3" or presence == "IMPLICIT" else "optional"

    def closed(self, one: ProtoEnum) -> bool:
        """Whether unknown numbers are kept out of the enum's fields."""
        file = self.files[one.file]
        said = one.options.get("features.enum_type") or file.options.get("features.enum_type", "")
        return said == "CLOSED" if file.syntax == "editions" else file.syntax == "proto2"

    def json_allowed(self, one: ProtoEnum) -> bool:
        file = self.files[one.file]
        said = one.options.get("features.json_format") or file.options.get("features.json_format", "")
        return said != "LEGACY_BEST_EFFORT" if file.syntax == "editions" else file.syntax == "proto3"


def json_name(one: ProtoField) -> str:
    """The name in JSON: as given, or in lower camel case."""
    given = one.options.get("json_name")
    if given:
        return given.strip("\"'")
    first, *others = one.name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)
