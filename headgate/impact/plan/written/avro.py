"""An Avro schema in between: it holds the fields of both versions, each with a default, so that either may be missing.

Source: Apache Avro specification, "Schema Resolution".
"""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from headgate.facts.schemas.reading import UnreadableSchema

Json: TypeAlias = Any
_ZERO: dict[str, Json] = {
    "null": None, "boolean": False, "int": 0, "long": 0, "float": 0.0, "double": 0.0, "string": "", "bytes": "",
}  # fmt: skip
_MAX_DEPTH = 60


def between(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Names and texts of the schemas between two versions, in order: enums with a default first, then both shapes.

    Raises:
        UnreadableSchema: one of them is no Avro schema in JSON.
    """
    before, after = _loaded(old), _loaded(new)
    found = [
        ("expand-enum-defaults", _with_defaults(before, _symbols(after, {}), 0)),
        ("expand", _Merge(before, after).merged(before, after, 0)),
    ]
    texts: list[tuple[str, str]] = []
    last = before
    for name, schema in found:
        if schema not in (last, after):
            texts.append((name, json.dumps(schema, indent=2, ensure_ascii=False) + "\n"))
            last = schema
    return tuple(texts)


def _loaded(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableSchema(f"not JSON: {error}") from error


def _kind(schema: Json) -> str:
    inner = schema.get("type") if isinstance(schema, dict) else schema
    return inner if isinstance(inner, str) else "union" if isinstance(schema, list) else "inner"


def _name(schema: Json) -> str:
    return str(schema.get("name", "")).rpartition(".")[2] if isinstance(schema, dict) else ""


def _inner(schema: Json) -> list[Json]:
    """The schemas that a schema holds."""
    if isinstance(schema, list):
        return schema
    if not isinstance(schema, dict):
        return []
    fields = [field.get("type") for field in schema.get("fields", ()) if isinstance(field, dict)]
    held = [schema[key] for key in ("items", "values") if key in schema]
    return [*fields, *held, *([schema["type"]] if isinstance(schema.get("type"), dict | list) else [])]


def _symbols(schema: Json, found: dict[str, list[str]], depth: int = 0) -> dict[str, list[str]]:
    """Each enum's symbols, by its name."""
    if depth > _MAX_DEPTH:
        raise UnreadableSchema("the schema is nested too deeply")
    if _kind(schema) == "enum":
        found[_name(schema)] = list(schema.get("symbols", ()))
    for one in _inner(schema):
        _symbols(one, found, depth + 1)
    return found


def _with_defaults(schema: Json, others: dict[str, list[str]], depth: int) -> Json:
    """The same schema, with a default for each enum whose symbols are about to change."""
    if depth > _MAX_DEPTH:
        raise UnreadableSchema("the schema is nested too deeply")
    if isinstance(schema, list):
        return [_with_defaults(one, others, depth + 1) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = dict(schema)
    symbols = schema.get("symbols")
    if _kind(schema) == "enum" and symbols and set(others.get(_name(schema)) or symbols) - set(symbols):
        made.setdefault("default", symbols[0])
    for key in ("items", "values"):
        if key in made:
            made[key] = _with_defaults(made[key], others, depth + 1)
    if isinstance(made.get("type"), dict | list):
        made["type"] = _with_defaults(made["type"], others, depth + 1)
    if isinstance(made.get("fields"), list):
        made["fields"] = [
            one | {"type": _with_defaults(one.get("type"), others, depth + 1)} if isinstance(one, dict) else one
            for one in made["fields"]
        ]
    return made


class _Merge:
    """Two versions as one schema."""

    def __init__(self, old: Json, new: Json) -> None:
        self.named: dict[str, Json] = {}
        for schema in (old, new):
            self._note(schema, 0)

    def _note(self, schema: Json, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise UnreadableSchema("the schema is nested too deeply")
        if _name(schema):
            self.named[_name(schema)] = schema
        for one in _inner(schema):
            self._note(one, depth + 1)

    def merged(self, old: Json, new: Json, depth: int) -> Json:
        """What holds both; the new one where they cannot be held together, which the check then tells."""
        if depth > _MAX_DEPTH:
            raise UnreadableSchema("the schema is nested too deeply")
        kinds = _kind(old), _kind(new)
        if kinds == ("record", "record"):
            return self._record(old, new, depth)
        if kinds == ("enum", "enum"):
            return self._enum(old, new)
        if kinds in (("array", "array"), ("map", "map")):
            key = "items" if kinds[0] == "array" else "values"
            return new | {key: self.merged(old.get(key), new.get(key), depth + 1)}
        if kinds == ("inner", "inner"):
            return new | {"type": self.merged(old["type"], new["type"], depth + 1)}
        if "union" in kinds:
            return self._union(old, new, depth)
        return new

    def _record(self, old: Json, new: Json, depth: int) -> Json:
        before = {field["name"]: field for field in old.get("fields", ())}
        after = {field["name"]: field for field in new.get("fields", ())}
        fields = []
        for name, field in before.items():
            if name not in after:
                fields.append(self._filled(field))
                continue
            made = {**field, **after[name], "type": self.merged(field["type"], after[name]["type"], depth + 1)}
            fields.append(made)
        for name, field in after.items():
            if name not in before:
                # An alias of a field that is still there would read it twice.
                aliases = [one for one in field.get("aliases", ()) if one not in before]
                made = {key: value for key, value in field.items() if key != "aliases"}
                fields.append(self._filled(made | ({"aliases": aliases} if aliases else {})))
        return new | {"fields": fields}

    def _filled(self, field: Json) -> Json:
        return field if "default" in field else field | {"default": self._zero(field["type"], 0)}

    def _enum(self, old: Json, new: Json) -> Json:
        symbols = [*old["symbols"], *(one for one in new["symbols"] if one not in old["symbols"])]
        default = new.get("default", old.get("default"))
        changed = set(old["symbols"]) != set(new["symbols"])
        chosen = default if default is not None else old["symbols"][0]
        return new | {"symbols": symbols} | ({"default": chosen} if changed or default is not None else {})

    def _union(self, old: Json, new: Json, depth: int) -> Json:
        before, after = (one if isinstance(one, list) else [one] for one in (old, new))
        found = []
        for branch in before:
            same = [one for one in after if _alike(branch, one)]
            found.append(self.merged(branch, same[0], depth + 1) if same else branch)
        return [*found, *(one for one in after if not any(_alike(one, known) for known in before))]

    def _zero(self, schema: Json, depth: int) -> Json:
        """The plainest value of a type, as a default is written."""
        if depth > _MAX_DEPTH:
            raise UnreadableSchema("a record holds itself without an end")
        kind = _kind(schema)
        if kind in _ZERO:
            return _ZERO[kind]
        if kind in ("array", "map"):
            return [] if kind == "array" else {}
        if kind == "union":
            return self._zero(schema[0], depth + 1) if schema else None
        if kind == "inner":
            return self._zero(schema["type"], depth + 1)
        known = schema if isinstance(schema, dict) else self.named.get(kind.rpartition(".")[2])
        if known is None:
            raise UnreadableSchema(f"the type {kind} is not defined here")
        if _kind(known) == "enum":
            return known.get("default", known["symbols"][0])
        if _kind(known) == "fixed":
            return "\u0000" * int(known["size"])
        return {
            field["name"]: field.get("default", self._zero(field["type"], depth + 1))
            for field in known.get("fields", ())
        }


def _alike(one: Json, other: Json) -> bool:
    return _kind(one) == _kind(other) and _name(one) == _name(other)
