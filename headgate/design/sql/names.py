"""Names in SQL."""

from __future__ import annotations

import re

from headgate.design.source.model import SourceTable

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = frozenset(
    (
        "all", "and", "any", "array", "as", "asc", "between", "by", "case", "cast", "check", "collate", "column", (
            "create"
        ),
        "cross", "current_date", "current_time", "current_timestamp", "date", "day", "default", "delete", "desc",
        "describe", "distinct", "else", "end", "except", "exists", "false", "fetch", "filter", "for", "foreign", "from",
        "full", "function", "grant", "group", "having", "hour", "in", "index", "inner", "insert", "intersect", (
            "interval"
        ),
        "into", "is", "join", "key", "lateral", "left", "like", "limit", "minute", "month", "natural", "not", "null",
        "offset", "on", "or", "order", "outer", "over", "partition", "position", "primary", "qualify", "range", "rank",
        "references", "right", "row", "rows", "second", "select", "set", "show", "some", "table", "then", "time",
        "timestamp", "to", "trigger", "true", "type", "union", "unique", "unknown", "update", "user", "using", "values",
        "view", "when", "where", "window", "with", "year", "quarter", "week", "text", "value", "level", "start", "sum",
    )
)  # fmt: skip
SOURCE = "src__"
MODEL = "ref__"


def quoted(name: str) -> str:
    """`name` as an identifier, in quotation marks where it needs them."""
    if _PLAIN.fullmatch(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def called(expression: str, name: str) -> str:
    """An item of a SELECT list; a column that is called so already needs no alias."""
    own = quoted(name)
    plain = expression == own or (expression.endswith(f".{own}") and " " not in expression and "(" not in expression)
    return expression if plain else f"{expression} as {own}"


def literal(text: str) -> str:
    """`text` as a string."""
    return "'" + text.replace("'", "''") + "'"


def raw(table: SourceTable) -> str:
    """The relation of a source table as it lands."""
    return f"{SOURCE}{table.group}__{table.name}"


def staged(table: SourceTable) -> str:
    """The relation of the staging model of a source table."""
    return f"{MODEL}{staging_name(table)}"


def staging_name(table: SourceTable) -> str:
    return f"stg_{table.group}__{table.name}"


def model(name: str) -> str:
    """The relation of a model."""
    return f"{MODEL}{name}"


def day_key(day: str) -> str:
    """The key of a day: 20240131."""
    return f"extract(year from {day}) * 10000 + extract(month from {day}) * 100 + extract(day from {day})"


def hashed(parts: list[str]) -> str:
    """A key from natural ones: a separator keeps `1, 23` from `12, 3`, and NULL from the empty text."""
    told = [f"coalesce(cast({part} as varchar), '_null_')" for part in parts]
    joined = " || '|' || ".join(told)
    return f"md5({joined})"
