"""Columns as Rails migrations declare them, as PostgreSQL has them.

Source: Rails guides, "Active Record Migrations"; "Active Record and PostgreSQL".
"""

from __future__ import annotations

from collections.abc import Mapping

from headgate.impact.compat.migration.lines import literal, quoted
from headgate.impact.compat.migration.ruby import Call, Unknown, Value

_TYPES = {
    "string": "text", "text": "text", "integer": "integer", "bigint": "bigint", "float": "double precision",
    "decimal": "numeric", "numeric": "numeric", "datetime": "timestamp", "timestamp": "timestamp",
    "timestamptz": "timestamptz", "date": "date", "time": "time", "binary": "bytea", "boolean": "boolean",
    "json": "json", "jsonb": "jsonb", "uuid": "uuid", "inet": "inet", "citext": "citext", "hstore": "hstore",
    "primary_key": "bigserial", "serial": "serial", "bigserial": "bigserial", "cidr": "cidr", "tsvector": "tsvector",
    "daterange": "daterange", "int4range": "int4range", "tstzrange": "tstzrange", "interval": "interval",
    "point": "point", "xml": "xml", "virtual": "text", "money": "money", "macaddr": "macaddr",
}  # fmt: skip
_INTEGERS = {1: "smallint", 2: "smallint", 3: "integer", 4: "integer"}


def key_type(kind: Value | None) -> str:
    return _TYPES.get(kind, kind) if isinstance(kind, str) else "bigserial"


def columns(one: Call) -> list[str]:
    """The definitions that a line of a table's block stands for."""
    if one.name == "timestamps":
        null = "" if one.options.get("null") is True else " NOT NULL"
        return [f"created_at timestamp{null}", f"updated_at timestamp{null}"]
    if one.name in ("references", "belongs_to"):
        found = []
        for name in [text for place in range(len(one.values)) for text in one.texts(place)]:
            if one.options.get("polymorphic"):
                found.append(definition(f"{name}_type", "string", {"null": one.options.get("null")}))
            found.append(definition(f"{name}_id", str(one.options.get("type") or "bigint"), one.options))
        return found
    if one.name == "column":
        return [definition(one.text(0), one.text(1), one.options)]
    if one.name in _TYPES or one.name == "enum":
        return [
            definition(name, one.name, one.options) for place in range(len(one.values)) for name in one.texts(place)
        ]
    return []


def definition(name: str, kind: str, options: Mapping[str, Value]) -> str:
    words = [quoted(name), type_of(kind, options)]
    default = options.get("default")
    if default is not None:
        words.append(f"DEFAULT {default_of(default)}")
    if options.get("null") is False:
        words.append("NOT NULL")
    return " ".join(words)


def default_of(value: Value) -> str:
    if isinstance(value, Unknown | dict | list):
        # A lambda is SQL that is worked out for each row: it may be any function.
        return "now()" if isinstance(value, Unknown) else "'{}'"
    return literal(value)


def type_of(kind: str, options: Mapping[str, Value]) -> str:
    made = _TYPES.get(kind, kind or "unknown")
    if kind == "enum":
        given = options.get("enum_type")
        made = given if isinstance(given, str) else "unknown"
    limit, precision, scale = (options.get(name) for name in ("limit", "precision", "scale"))
    if kind == "integer" and isinstance(limit, int):
        made = _INTEGERS.get(limit, "bigint")
    elif kind == "string" and isinstance(limit, int):
        made = f"varchar({limit})"
    elif made == "numeric" and isinstance(precision, int):
        made = f"numeric({precision}, {scale})" if isinstance(scale, int) else f"numeric({precision})"
    return f"{made}[]" if options.get("array") is True else made
