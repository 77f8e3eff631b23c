"""Avro schema resolution, in both directions.

Source: Apache Avro specification 1.12, "Schema Resolution". The kinds are those of Avro's own compatibility
checker. Names match without their namespaces, as the specification says; a path is a JSON pointer into the
schema that the message blames.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.facts.schemas.avro import NO_DEFAULT, PRIMITIVES, AvroField, AvroType, parse
from headgate.impact.compat.avro_values import changed_default, misread_values, swallowed
from headgate.impact.compat.change import (
    BOTH,
    Compatibility,
    Direction,
    Profile,
    SchemaChange,
    Text,
    single,
    verdict,
)

_PROMOTIONS = {
    "int": ("long", "float", "double"),
    "long": ("float", "double"),
    "float": ("double",),
    "string": ("bytes",),
    "bytes": ("string",),
}


def compare(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:  # noqa: ARG001
    """Whether Avro readers and writers with the two schemas understand each other."""
    before, after = parse(single(old)), parse(single(new))
    decimals = profile == Profile.AVRO_DECIMAL
    backward = _Resolution(before, after, Direction.BACKWARD, decimals).run()
    forward = _Resolution(after, before, Direction.FORWARD, decimals).run()
    return verdict(_merged([*backward, *forward]), rules)


def _merged(changes: list[SchemaChange]) -> list[SchemaChange]:
    """The same change seen from both sides said once."""
    both: dict[tuple[str, str, int, int], SchemaChange] = {}
    for change in changes:
        key = (change.path, change.kind, change.old_line, change.new_line)
        known = both.get(key)
        if known is None or known.breaking != change.breaking:
            both[key if known is None else (*key[:1], key[1] + "+", *key[2:])] = change
        elif change.directions != known.directions:
            both[key] = replace(known, directions=BOTH)
    return list(both.values())


class _Resolution:
    """A reader's schema against a writer's."""

    def __init__(self, writer: AvroType, reader: AvroType, direction: Direction, decimals: bool) -> None:
        self.writer = writer
        self.reader = reader
        self.direction = direction
        self.decimals = decimals
        self.assumed: set[tuple[int, int]] = set()
        """Pairs of named types under comparison: a recursive pair holds unless something else breaks it."""
        self.noted: list[SchemaChange] = []

    def run(self) -> list[SchemaChange]:
        return [*self.breaks(self.writer, self.reader, "", ""), *dict.fromkeys(self.noted)]

    def change(self, kind: str, path: str, writer: int, reader: int, message: str, entity: str = "") -> SchemaChange:
        old, new = (writer, reader) if self.direction is Direction.BACKWARD else (reader, writer)
        return SchemaChange(path or "/", kind, True, (self.direction,), message, old, new, entity=entity)

    def breaks(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> Iterator[SchemaChange]:
        """What keeps `reader` from reading what `writer` wrote; `path` leads to `reader`."""
        if writer.kind == "union":
            yield from self._from_union(writer, reader, path, entity)
        elif reader.kind == "union":
            if not self._reads_one_of(writer, reader.branches, path, entity):
                yield self.change(
                    "MISSING_UNION_BRANCH", path, writer.line, reader.line, _no_branch(writer, reader, entity), entity
                )
        elif writer.kind != reader.kind:
            if reader.kind not in _PROMOTIONS.get(writer.kind, ()):
                yield self._mismatch(writer, reader, path, entity)
        elif writer.kind in ("array", "map"):
            key = "items" if writer.kind == "array" else "values"
            if writer.inner and reader.inner:
                yield from self.breaks(writer.inner, reader.inner, f"{path}/{key}", entity)
        elif writer.kind not in PRIMITIVES:
            yield from self._named(writer, reader, path, entity)
        self._note_decimals(writer, reader, path, entity)
        old, new = (writer, reader) if self.direction is Direction.BACKWARD else (reader, writer)
        self.noted += misread_values(old, new, path or "/", entity, self.direction)

    def _reads_one_of(self, writer: AvroType, readers: list[AvroType], path: str, entity: str) -> bool:
        """Whether one of several types reads what is written; what is noted of the first that does is kept."""
        for reader in readers:
            trial = _Resolution(writer, reader, self.direction, self.decimals)
            trial.assumed = set(self.assumed)
            if next(trial.breaks(writer, reader, path, entity), None) is None:
                self.noted += trial.noted
                self.assumed |= trial.assumed
                return True
        return False

    def _from_union(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> Iterator[SchemaChange]:
        for number, branch in enumerate(writer.branches):
            place = f"{path}/{number}"
            if reader.kind == "union":
                if not self._reads_one_of(branch, reader.branches, place, entity):
                    message = _no_branch(branch, reader, entity)
                    yield self.change("MISSING_UNION_BRANCH", place, branch.line, reader.line, message, entity)
            elif not self._reads_one_of(branch, [reader], place, entity):
                yield self._mismatch(branch, reader, place, entity)

    def _mismatch(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> SchemaChange:
        message = f"{_what(entity)} is written as {writer} and cannot be read as {reader}"
        return self.change("TYPE_MISMATCH", path, writer.line, reader.line, message, entity)

    def _named(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> Iterator[SchemaChange]:
        same_decimal = self.decimals and writer.logical == reader.logical == "decimal" and _digits_match(writer, reader)
        if writer.kind == "fixed" and same_decimal:
            return
        if not self._names_match(writer, reader):
            message = f"the {writer.kind} {writer.name} is called {reader.name} by the reader, without an alias"
            yield self.change("NAME_MISMATCH", f"{path}/name", writer.line, reader.line, message, entity or writer.name)
            return
        if writer.kind == "fixed" and writer.size != reader.size:
            message = f"{writer.name} is written with {writer.size} bytes and read with {reader.size}"
            yield self.change("FIXED_SIZE_MISMATCH", f"{path}/size", writer.line, reader.line, message, entity)
        elif writer.kind == "enum":
            yield from self._enum(writer, reader, path, entity)
        elif writer.kind == "record":
            pair = (id(writer), id(reader))
            if pair not in self.assumed:
                self.assumed.add(pair)
                yield from self._record(writer, reader, path, entity)

    def _names_match(self, writer: AvroType, reader: AvroType) -> bool:
        if writer.short == reader.short:
            return True
        return any(alias in (writer.name, writer.short) or alias.rpartition(".")[2] == writer.short
                   for alias in reader.aliases)  # fmt: skip

    def _enum(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> Iterator[SchemaChange]:
        missing = [symbol for symbol in writer.symbols if symbol not in reader.symbols]
        if missing and reader.default not in reader.symbols:
            message = (
                f"{writer.name} may be written as {', '.join(missing)}, which the reader does not know "
                "and has no default for"
            )
            yield self.change(
                "MISSING_ENUM_SYMBOLS", f"{path}/symbols", writer.line, reader.line, message, entity or writer.name
            )
        elif missing and self.direction is Direction.BACKWARD:
            self.noted.append(swallowed(writer, reader, missing, f"{path}/symbols", entity or writer.name))

    def _record(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> Iterator[SchemaChange]:
        del entity
        written = {one.name: one for one in writer.fields}
        for number, one in enumerate(reader.fields):
            place = f"{path}/fields/{number}"
            name = f"{reader.short}.{one.name}"
            source = self._source(one, written)
            if source is not None:
                if self.direction is Direction.BACKWARD:
                    self.noted += changed_default(source, one, place, name)
                yield from self.breaks(source.type, one.type, f"{place}/type", name)
            elif one.default is NO_DEFAULT:
                message = f"{name} is not written and has no default"
                yield self.change("READER_FIELD_MISSING_DEFAULT_VALUE", place, writer.line, one.line, message, name)

    @staticmethod
    def _source(one: AvroField, written: dict[str, AvroField]) -> AvroField | None:
        names = (one.name, *one.aliases)
        return next((written[name] for name in names if name in written), None)

    def _note_decimals(self, writer: AvroType, reader: AvroType, path: str, entity: str) -> None:
        """Decimals whose bytes can be read, but mean another number."""
        if "decimal" not in (writer.logical, reader.logical) or writer.kind not in ("bytes", "fixed"):
            return
        if reader.kind not in ("bytes", "fixed") or _digits_match(writer, reader):
            return
        wrong = writer.logical != reader.logical or writer.scale != reader.scale
        old, new = (writer, reader) if self.direction is Direction.BACKWARD else (reader, writer)
        message = f"{_what(entity)} is {_decimal(old)} and becomes {_decimal(new)}: the bytes are read, " + (
            "as another number" if wrong else "with another precision"
        )
        self.noted.append(
            SchemaChange(
                path or "/", "DECIMAL_CHANGED", False, BOTH, message, old.line, new.line, entity=entity,
                wrong_value=wrong,
            )
        )  # fmt: skip


def _digits_match(one: AvroType, other: AvroType) -> bool:
    return (one.logical, one.precision, one.scale) == (other.logical, other.precision, other.scale)


def _decimal(one: AvroType) -> str:
    return f"decimal({one.precision}, {one.scale})" if one.logical == "decimal" else f"plain {one.kind}"


def _what(entity: str) -> str:
    return entity or "the value"


def _no_branch(writer: AvroType, reader: AvroType, entity: str) -> str:
    return f"{_what(entity)} may be written as {writer}, and the reader's union {reader} has no branch for it"
