"""Spark schemas of Parquet files against each other: old files under the new schema, new files under the old one.

Source: Apache Spark, "Parquet Files" (columns are found by name; one that a file lacks is read as NULL), "Data Types";
SPARK-40876, "Spark's Vectorized ParquetReader should support type promotions" (from Spark 4.0 on).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.schemas.struct import Array, Map, SparkType, Struct, StructField, read_struct
from headgate.impact.compat.change import (
    BACKWARD,
    BOTH,
    FORWARD,
    Compatibility,
    Profile,
    SchemaChange,
    Text,
    single,
    verdict,
)

_WIDER = {
    "tinyint": ("smallint", "int", "bigint", "double"), "smallint": ("int", "bigint", "double"),
    "int": ("bigint", "double"), "float": ("double",), "date": ("timestamp_ntz",),
}  # fmt: skip
_DECIMAL = re.compile(r"decimal\((\d{1,3})(?:,(\d{1,3}))?\)")


def compare(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:  # noqa: ARG001
    """Whether files of one schema are read by the other.

    By `parquet` a type that differs is refused, as readers before Spark 4.0 do; by `parquet-widening` one that holds
    all values of the former is read, as later readers and Delta's type widening do.
    """
    changes = _Differ(widening=profile == Profile.PARQUET_WIDENING)
    return verdict(changes.structs(read_struct(single(old)), read_struct(single(new)), "", 1), rules)


class _Differ:
    def __init__(self, *, widening: bool) -> None:
        self.widening = widening

    def structs(self, old: Struct, new: Struct, at: str, line: int) -> Iterator[SchemaChange]:
        before, after = ({one.name.lower(): one for one in side.fields} for side in (old, new))
        for key, field in before.items():
            where = f"{at}{field.name}"
            if key in after:
                yield from self._fields(field, after[key], where)
            elif field.nullable:
                told = f"{where} is removed: readers that still name it get NULL"
                yield SchemaChange(
                    where, "FIELD_REMOVED", False, FORWARD, told, field.line, line, entity=where, wrong_value=True
                )
            else:
                told = f"{where} is removed, and readers of the old schema hold it to be never NULL"
                yield SchemaChange(where, "REQUIRED_FIELD_REMOVED", True, FORWARD, told, field.line, line, entity=where)
        for key, field in after.items():
            if key not in before:
                yield self._added(field, f"{at}{field.name}")

    def _added(self, field: StructField, where: str) -> SchemaChange:
        if field.nullable:
            told = f"{where} is added: NULL where old files lack it"
            return SchemaChange(where, "FIELD_ADDED", False, BACKWARD, told, 0, field.line, entity=where)
        told = f"{where} is added as never NULL, and old files lack it"
        return SchemaChange(where, "REQUIRED_FIELD_ADDED", True, BACKWARD, told, 0, field.line, entity=where)

    def _fields(self, old: StructField, new: StructField, where: str) -> Iterator[SchemaChange]:
        lines = old.line, new.line
        if old.nullable and not new.nullable:
            told = f"{where} may no longer be NULL, and old files may hold NULL"
            yield SchemaChange(where, "NULLABILITY_NARROWED", True, BACKWARD, told, *lines, entity=where)
        elif new.nullable and not old.nullable:
            told = f"{where} may be NULL now, and readers of the old schema hold it to be never NULL"
            yield SchemaChange(where, "NULLABILITY_WIDENED", True, FORWARD, told, *lines, entity=where)
        yield from self._types(old.type, new.type, where, lines)

    def _types(self, old: SparkType, new: SparkType, where: str, lines: tuple[int, int]) -> Iterator[SchemaChange]:
        if isinstance(old, Struct) and isinstance(new, Struct):
            yield from self.structs(old, new, f"{where}.", lines[1])
        elif isinstance(old, Array) and isinstance(new, Array):
            yield from self._held(old.nullable, new.nullable, f"{where}[]", lines)
            yield from self._types(old.element, new.element, f"{where}[]", lines)
        elif isinstance(old, Map) and isinstance(new, Map):
            yield from self._types(old.key, new.key, f"{where}{{key}}", lines)
            yield from self._held(old.nullable, new.nullable, f"{where}{{value}}", lines)
            yield from self._types(old.value, new.value, f"{where}{{value}}", lines)
        elif old != new:
            yield self._retyped(old, new, where, lines)

    def _held(self, old: bool, new: bool, where: str, lines: tuple[int, int]) -> Iterator[SchemaChange]:
        if old != new:
            word, kind, ways = ("may be NULL now", "NULLABILITY_WIDENED", FORWARD) if new else (
                "may no longer be NULL", "NULLABILITY_NARROWED", BACKWARD,
            )  # fmt: skip
            yield SchemaChange(where, kind, True, ways, f"{where} {word}", *lines, entity=where)

    def _retyped(self, old: SparkType, new: SparkType, where: str, lines: tuple[int, int]) -> SchemaChange:
        told = f"{where} is {_named(new)}, before {_named(old)}"
        if isinstance(old, str) and isinstance(new, str):
            if _holds(old, new):
                ways = FORWARD if self.widening else BOTH
                note = "" if self.widening else ": readers before Spark 4.0 refuse the old files"
                return SchemaChange(where, "TYPE_WIDENED", True, ways, told + note, *lines, entity=where)
            if _holds(new, old) and self.widening:
                return SchemaChange(where, "TYPE_NARROWED", True, BACKWARD, told, *lines, entity=where)
        return SchemaChange(where, "TYPE_CHANGED", True, BOTH, told, *lines, entity=where)


def _holds(old: str, new: str) -> bool:
    """Whether a type holds all values of another, by the rules of Parquet readers and of Delta's type widening."""
    before, after = _DECIMAL.fullmatch(old), _DECIMAL.fullmatch(new)
    if before and after:
        scales = int(before[2] or 0), int(after[2] or 0)
        return scales[1] >= scales[0] and int(after[1]) - scales[1] >= int(before[1]) - scales[0]
    return new in _WIDER.get(old, ())


def _named(type_: SparkType) -> str:
    return type_ if isinstance(type_, str) else type(type_).__name__.lower()
