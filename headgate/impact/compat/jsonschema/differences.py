"""What was changed in a JSON Schema, keyword by keyword, with lines: words for a verdict that others give."""

from __future__ import annotations

import json
from collections.abc import Iterator

from headgate.facts.schemas.positions import INCLUDED, Document, Json, Pointer
from headgate.impact.compat.change import BACKWARD, FORWARD, Direction, SchemaChange
from headgate.impact.compat.jsonschema.parts import Parts
from headgate.impact.compat.jsonschema.terms import identity
from headgate.impact.compat.jsonschema.texts import pattern_widens

_MAX_DEPTH = 60
_MEMBERS = ("properties", "patternProperties", "definitions", "$defs", "dependentSchemas")
_INNER = ("items", "additionalProperties", "additionalItems", "contains", "not", "if", "then", "else", "propertyNames")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_NUMBERS, _TEXTS, _ARRAYS, _OBJECTS = frozenset({"number", "integer"}), {"string"}, {"array"}, {"object"}
_OF = dict(zip((*_LEAST, *_MOST), (_NUMBERS, _NUMBERS, _TEXTS, _ARRAYS, _OBJECTS, _ARRAYS) * 2, strict=True))
"""Types that each bound speaks of."""
_TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


def differences(old: Document, new: Document, parts: Parts) -> Iterator[SchemaChange]:
    """Changes of keywords that stand at the same place in both, but those that only say the same otherwise."""
    yield from _Differ(old, new, parts).schema(old.value, new.value, ())


class _Differ:
    def __init__(self, old: Document, new: Document, parts: Parts) -> None:
        self.old = old
        self.new = new
        self.parts = parts

    def schema(self, old: Json, new: Json, at: Pointer) -> Iterator[SchemaChange]:
        """Changes of the subschema at `at`, those below it included."""
        if len(at) > _MAX_DEPTH or not isinstance(old, dict) or not isinstance(new, dict):
            return
        if (INCLUDED in old) is not (INCLUDED in new):
            return
        for change in self._own(old, new, at):
            if not change.backward or change.kind == "FORMAT_CHANGED" or not self.parts.only_said_otherwise(at):
                yield change
        yield from self._below(old, new, at)

    def _own(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        yield from self._type(old, new, at)
        yield from self._listed(old, new, at)
        yield from self._bounds(old, new, at)
        if "object" in _types(old):
            yield from self._required(old, new, at)
        yield from self._closed(old, new, at)

    def _change(
        self, kind: str, at: Pointer, key: str, message: str, directions: tuple[Direction, ...] = BACKWARD
    ) -> SchemaChange:
        place = (*at, key)
        path = "/" + "/".join(map(str, place))
        return SchemaChange(
            path, kind, True, directions, message, self._line(self.old, place), self._line(self.new, place),
            entity=f"{_field(at)}:{key}",
        )  # fmt: skip

    @staticmethod
    def _line(document: Document, place: Pointer) -> int:
        return document.line(place)

    def _type(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        before, after = _types(old), _types(new)
        if "integer" in before and "number" in after:
            before = before - {"integer"}
        lost = sorted(before - after)
        if lost and "type" in new:
            told = f"{_field(at)} may no longer be {' or '.join(lost)}" if "type" in old else (
                f"{_field(at)} must be {' or '.join(sorted(after))} now"
            )  # fmt: skip
            yield self._change("TYPE_NARROWED", at, "type", told)
        named, now = old.get("properties"), new.get("properties")
        mapped = isinstance(new.get("additionalProperties"), dict) or isinstance(new.get("patternProperties"), dict)
        if isinstance(named, dict) and named and not now and mapped:
            told = f"{_field(at)} was an object of named fields and becomes a map: its type downstream changes"
            key = "additionalProperties" if isinstance(new.get("additionalProperties"), dict) else "patternProperties"
            yield self._change("OBJECT_BECAME_MAP", at, key, told)

    def _required(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        before, after = _names(old.get("required")), _names(new.get("required"))
        for name in [one for one in after if one not in before]:
            told = f"{_field((*at, 'properties', name))} is required now"
            change = self._change("REQUIRED_ADDED", at, "required", told)
            items = new.get("required")
            index = items.index(name) if isinstance(items, list) else 0
            line = self.new.line((*at, "required", index))
            yield SchemaChange(
                change.path, change.kind, True, BACKWARD, told, change.old_line, line,
                entity=f"{_field(at)}:required:{name}",
            )  # fmt: skip
        for name in [one for one in before if one not in after]:
            told = f"{_field((*at, 'properties', name))} is no longer required"
            yield self._change("REQUIRED_REMOVED", at, "required", told, FORWARD)

    def _listed(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        before, after = _values(old), _values(new)
        if after is None:
            return
        key = "enum" if "enum" in new else "const"
        if before is None:
            yield self._change("ENUM_ADDED", at, key, f"{_field(at)} may only be one of {len(after)} values now")
            return
        kept = {identity(one) for one in after}
        lost = [value for value in before if identity(value) not in kept]
        if lost:
            shown = ", ".join(json.dumps(value) for value in lost[:5])
            yield self._change("ENUM_VALUE_REMOVED", at, key, f"{_field(at)} may no longer be {shown}")

    def _closed(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        for key in ("additionalProperties", "unevaluatedProperties", "additionalItems", "unevaluatedItems"):
            if new.get(key) is False and old.get(key) is not False:
                told = f"{_field(at)} accepts nothing beside what is listed any more"
                yield self._change("CLOSED", at, key, told)
        before, after = old.get("properties"), new.get("properties")
        if isinstance(before, dict) and isinstance(after, dict) and new.get("additionalProperties") is False:
            for name in before.keys() - after.keys() - {INCLUDED}:
                if before[name] is not False and not new.get("patternProperties"):
                    told = f"{_field((*at, 'properties', name))} is removed and no longer accepted"
                    yield self._change("PROPERTY_REMOVED", (*at, "properties"), name, told)

    def _bounds(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        for keys, sign, word in ((_LEAST, 1, "at least"), (_MOST, -1, "at most")):
            for key in keys:
                before, after = old.get(key), new.get(key)
                if not _number(after) or not _types(old) & _OF[key]:
                    continue
                if not _number(before) or sign * (float(str(after)) - float(str(before))) > 0:
                    said = f", before {before}" if _number(before) else ""
                    told = f"{_field(at)} must have {key} {after} now ({word}{said})"
                    yield self._change("BOUND_TIGHTENED", at, key, told)
        for key in ("pattern", "format"):
            if key in new and "string" in _types(old) and new[key] != old.get(key) and isinstance(new[key], str):
                if key == "pattern" and pattern_widens(old.get(key), str(new[key])):
                    continue
                said = f", before {json.dumps(old[key])}" if key in old else ""
                told = f"{_field(at)} must meet the {key} {json.dumps(new[key])} now{said}"
                yield self._change(f"{key.upper()}_CHANGED", at, key, told)

    def _below(self, old: dict[str, Json], new: dict[str, Json], at: Pointer) -> Iterator[SchemaChange]:
        for key in _MEMBERS:
            before, after = old.get(key), new.get(key)
            if isinstance(before, dict) and isinstance(after, dict):
                for name in before.keys() & after.keys():
                    yield from self.schema(before[name], after[name], (*at, key, name))
        for key in _INNER:
            yield from self.schema(old.get(key), new.get(key), (*at, key))
        for key in _LISTS:
            before, after = old.get(key), new.get(key)
            if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
                for index, (one, other) in enumerate(zip(before, after, strict=True)):
                    yield from self.schema(one, other, (*at, key, index))


def _types(schema: dict[str, Json]) -> set[str]:
    said = schema.get("type")
    if isinstance(said, str):
        return {said}
    return {one for one in said if isinstance(one, str)} if isinstance(said, list) else set(_TYPES) - {"integer"}


def _names(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _values(schema: dict[str, Json]) -> list[Json] | None:
    if "const" in schema:
        return [schema["const"]]
    listed = schema.get("enum")
    return listed if isinstance(listed, list) else None


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _field(at: Pointer) -> str:
    """The field that a pointer leads to, dotted; `the document` at the top."""
    parts = []
    for previous, part in zip(("", *at), at, strict=False):
        if previous == "properties":
            parts.append(str(part))
        elif part == "items":
            parts.append("[]")
        elif part in ("definitions", "$defs") or previous in ("definitions", "$defs"):
            parts += [str(part)] if previous in ("definitions", "$defs") else []
    return ".".join(parts).replace(".[]", "[]") or "the document"
