"""Changes of fields and extensions.

Source: protobuf.dev, "Updating A Message Type" and "ProtoJSON Format". Kinds are those of buf's breaking rules,
the words in which Protobuf changes are spoken of.
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.schemas.proto.model import ProtoField, ProtoMessage, Reserved
from headgate.impact.compat.change import BACKWARD, BOTH, FORWARD, Direction, SchemaChange
from headgate.impact.compat.protobuf.side import Side, json_name

_WIRE = (
    {"int32", "uint32", "int64", "uint64", "bool"},
    {"sint32", "sint64"},
    {"string", "bytes"},
    {"fixed32", "sfixed32"},
    {"fixed64", "sfixed64"},
)
_WIRE_JSON = ({"int32", "uint32"}, {"int64", "uint64"}, {"fixed32", "sfixed32"}, {"fixed64", "sfixed64"})
_VARINTS = {"int32", "uint32", "int64", "uint64", "enum"}
_LENGTH_DELIMITED = {"string", "bytes", "message"}
_WIDTHS = {"int32": 32, "uint32": 32, "sint32": 32, "int64": 64, "uint64": 64, "sint64": 64, "bool": 1}
_MAX_DEPTH = 20
_LABELS = {"optional": 1, "implicit": 1, "required": 2, "repeated": 3, "map": 3}


class Fields:
    """The fields of both sides, compared."""

    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new

    def message(self, before: ProtoMessage, after: ProtoMessage) -> Iterator[SchemaChange]:
        now: dict[int, list[ProtoField]] = {}
        for one in after.fields:
            now.setdefault(one.number, []).append(one)
        names = {one.name: one for one in after.fields}
        for one in before.fields:
            if one.number in now:
                # A file on its way may give a number twice, which no compiler takes: then the name tells.
                same = [other for other in now[one.number] if other.name == one.name]
                yield from self.field(after.name, one, (same or now[one.number])[-1])
            else:
                yield from self._removed(after, one, names.get(one.name))
        yield from self._required(before, after)

    def _change(
        self, kind: str, name: str, before: ProtoField, after: ProtoField, message: str,
        directions: tuple[Direction, ...] = BOTH, *, wrong_value: bool = False,
    ) -> SchemaChange:  # fmt: skip
        entity = f"{name}.{before.name}"
        return SchemaChange(
            entity, kind, True, directions, message, before.line, after.line, after.file, entity, wrong_value
        )

    def _removed(self, after: ProtoMessage, one: ProtoField, moved: ProtoField | None) -> Iterator[SchemaChange]:
        entity = f"{after.name}.{one.name}"
        line = moved.line if moved else after.line

        def change(kind: str, message: str, directions: tuple[Direction, ...]) -> SchemaChange:
            return SchemaChange(entity, kind, True, directions, message, one.line, line, after.file, entity)

        numbered, named = after.reserved.holds(one.number), one.name in after.reserved.names
        if moved is not None:
            yield change("FIELD_NUMBER_CHANGED", f"{entity} moved from number {one.number} to {moved.number}", BOTH)
        yield change("FIELD_NO_DELETE", f"{entity} (number {one.number}) is removed", BACKWARD)
        if not numbered:
            message = f"{entity} is removed and its number {one.number} is not reserved"
            yield change("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", message, BACKWARD)
        if not named:
            message = f"{entity} is removed and its name is not reserved"
            yield change("FIELD_NO_DELETE_UNLESS_NAME_RESERVED", message, BACKWARD)
        if not (numbered or named):
            message = f"{entity} is removed and neither its number {one.number} nor its name is reserved"
            yield change("FIELD_REMOVED_UNRESERVED", message, BACKWARD)

    def field(self, name: str, before: ProtoField, after: ProtoField) -> Iterator[SchemaChange]:
        """Changes of the field or extension with the same number."""
        where = f"{name}.{before.name}"
        if before.full_name != after.full_name:
            told = f"{where} is renamed to {after.full_name} (number {before.number})"
            yield self._change("FIELD_SAME_NAME", name, before, after, told)
        if json_name(before) != json_name(after):
            told = f"{where} is called {json_name(after)!r} in JSON, before {json_name(before)!r}"
            yield self._change("FIELD_SAME_JSON_NAME", name, before, after, told)
        yield from self._type(name, before, after)
        yield from self._cardinality(name, before, after)
        yield from self._options(name, before, after)
        if before.oneof != after.oneof and not before.extendee:
            told = f"{where} is in {_oneof(after)}, before in {_oneof(before)}"
            yield self._change("FIELD_SAME_ONEOF", name, before, after, told)

    def _type(self, name: str, before: ProtoField, after: ProtoField) -> Iterator[SchemaChange]:
        old_type, new_type = self.old.type_of(before), self.new.type_of(after)
        old_kind, new_kind = self.old.kind(before), self.new.kind(after)
        if old_type == new_type and old_kind == new_kind:
            return
        spoken = f"{name}.{before.name} (number {before.number}) changes from {before.type} to {after.type}"
        yield self._change("FIELD_SAME_TYPE", name, before, after, spoken)
        for kind, fits in (
            ("FIELD_WIRE_COMPATIBLE_TYPE", self._wire_fits(before, after)),
            ("FIELD_WIRE_JSON_COMPATIBLE_TYPE", self._json_fits(before, after)),
        ):
            directions = tuple(
                one for one, good in zip((Direction.BACKWARD, Direction.FORWARD), fits, strict=True) if not good
            )
            if directions:
                yield self._change(kind, name, before, after, spoken, directions)
        if all(self._wire_fits(before, after)) and _WIDTHS.get(old_kind, 0) > _WIDTHS.get(new_kind, 99):
            told = f"{spoken}: larger values are read truncated"
            change = self._change("FIELD_NARROWED", name, before, after, told, wrong_value=True)
            yield change

    def _wire_fits(self, before: ProtoField, after: ProtoField) -> tuple[bool, bool]:
        """Whether the bytes fit: old written and new read, new written and old read."""
        old, new = self.old.kind(before), self.new.kind(after)
        if (old, new) in (("string", "bytes"), ("bytes", "string")):
            # Bytes need not be UTF-8, which readers of strings insist on.
            return (new == "bytes", old == "bytes")
        if old == new == "enum":
            same = self._enum_fits(before, after)
            return (same, same)
        if "enum" in (old, new) and {old, new} <= _VARINTS:
            return (True, True)
        if old == new and old in ("message", "group"):
            same = self._alike(self.old.type_of(before), self.new.type_of(after), frozenset())
            return (same, same)
        if old == new == "map":
            same = self.old.type_of(before) == self.new.type_of(after)
            return (same, same)
        same = old == new or any({old, new} <= group for group in _WIRE)
        return (same, same)

    def _json_fits(self, before: ProtoField, after: ProtoField) -> tuple[bool, bool]:
        old, new = self.old.kind(before), self.new.kind(after)
        if old == new and old in ("message", "group", "map"):
            same = self.old.type_of(before) == self.new.type_of(after)
            return (same, same)
        if old == new == "enum":
            return self._wire_fits(before, after)
        same = old == new or any({old, new} <= group for group in _WIRE_JSON)
        return (same, same)

    def _alike(self, old: str, new: str, assumed: frozenset[tuple[str, str]]) -> bool:
        """Whether a message of one type can be read as the other: names are not on the wire, numbers are."""
        if old == new or (old, new) in assumed:
            return True
        before, after = self.old.messages.get(old), self.new.messages.get(new)
        if before is None or after is None or len(assumed) > _MAX_DEPTH:
            return False
        now = {one.number: one for one in after.fields}
        shared = [(one, now[one.number]) for one in before.fields if one.number in now]
        if not shared and before.fields and after.fields:
            return False
        for one, other in shared:
            kinds = self.old.kind(one), self.new.kind(other)
            if _LABELS[self.old.cardinality(one)] != _LABELS[self.new.cardinality(other)]:
                return False
            if kinds in (("message", "message"), ("group", "group")):
                types = self.old.type_of(one), self.new.type_of(other)
                if not self._alike(*types, assumed | {(old, new)}):
                    return False
            elif not all(self._wire_fits(one, other)):
                return False
        return True

    def _enum_fits(self, before: ProtoField, after: ProtoField) -> bool:
        """The new enum knows every value of the old one, and both are called alike."""
        old = self.old.enums[self.old.type_of(before)]
        new = self.new.enums[self.new.type_of(after)]
        known = {(value.name, value.number) for value in new.values}
        alike = old.name.rpartition(".")[2] == new.name.rpartition(".")[2]
        return alike and all((value.name, value.number) in known for value in old.values)

    def _cardinality(self, name: str, before: ProtoField, after: ProtoField) -> Iterator[SchemaChange]:
        old, new = self.old.cardinality(before), self.new.cardinality(after)
        if old == new:
            return
        told = f"{name}.{before.name} (number {before.number}) changes from {old} to {new}"
        yield self._change("FIELD_SAME_CARDINALITY", name, before, after, told)
        if before.label != after.label and "repeated" in (before.label, after.label):
            yield self._change("FIELD_REPEATED_CHANGED", name, before, after, told)
        if _LABELS[old] != _LABELS[new]:
            yield self._change("FIELD_WIRE_COMPATIBLE_CARDINALITY", name, before, after, told)
            yield self._change("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", name, before, after, told)
        elif "map" in (old, new):
            yield self._change("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", name, before, after, told)
        singular, plural = {old, new} & {"optional", "implicit"}, {old, new} & {"repeated"}
        if singular and plural and not {self.old.kind(before), self.new.kind(after)} <= _LENGTH_DELIMITED:
            yield self._change("FIELD_PACKED_OR_SINGLE", name, before, after, told)

    def _required(self, before: ProtoMessage, after: ProtoMessage) -> Iterator[SchemaChange]:
        was = {one.number: one for one in before.fields if self.old.cardinality(one) == "required"}
        now = {one.number: one for one in after.fields if self.new.cardinality(one) == "required"}
        for number in sorted(was.keys() ^ now.keys()):
            one = was.get(number) or now[number]
            entity = f"{after.name}.{one.name}"
            gone = number in was
            told = f"{entity} (number {number}) {'is no longer' if gone else 'becomes'} required"
            line = after.line if gone else one.line
            yield SchemaChange(
                entity, "MESSAGE_SAME_REQUIRED_FIELDS", True, FORWARD if gone else BACKWARD, told,
                one.line if gone else 0, line, after.file, entity,
            )  # fmt: skip

    def _options(self, name: str, before: ProtoField, after: ProtoField) -> Iterator[SchemaChange]:
        where = f"{name}.{before.name}"
        kinds = {self.old.kind(before), self.new.kind(after)}
        if kinds <= {"string", "bytes"}:
            old, new = _cpp_type(self.old, before), _cpp_type(self.new, after)
            if old != new:
                told = f"{where} is {new} in C++, before {old}"
                yield self._change("FIELD_SAME_CPP_STRING_TYPE", name, before, after, told)
        old, new = (one.options.get("jstype", "JS_NORMAL") for one in (before, after))
        if old != new:
            told = f"{where} has the JavaScript type {new}, before {old}"
            yield self._change("FIELD_SAME_JSTYPE", name, before, after, told)
        old, new = before.options.get("default", ""), after.options.get("default", "")
        if old != new and self.old.cardinality(before) != "repeated" != self.new.cardinality(after):
            told = f"{where} is read as {new or 'its zero value'} where absent, before {old or 'its zero value'}"
            yield self._change("FIELD_SAME_DEFAULT", name, before, after, told, wrong_value=True)


def _oneof(one: ProtoField) -> str:
    return f"oneof {one.oneof}" if one.oneof else "no oneof"


def _cpp_type(side: Side, one: ProtoField) -> str:
    return one.options.get("ctype") or side.feature(one, "(pb.cpp).string_type") or "STRING"


def freed(before: Reserved, after: Reserved) -> Iterator[str]:
    """Reserved numbers and names that no longer are."""
    for first, last in before.ranges:
        at = first
        while at <= last:
            cover = next(((low, high) for low, high in after.ranges if low <= at <= high), None)
            if cover is None:
                yield f"{first} to {last}" if last > first else str(first)
                break
            at = cover[1] + 1
    yield from sorted(before.names - after.names)
