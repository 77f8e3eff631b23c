"""Names in SQL."""

from __future__ import annotations

import re

from headgate.design.source.model import SourceTable

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = frozenset(
    (
        "all", "analyse", "analyze", "and", "anti", "any", "array", "as", "asc", "asof", "asymmetric", "at",
        "authorization", "between", "bigint", "binary", "bit", "boolean", "both", "by", "case", "cast", "char",
        "character", "check", "coalesce", "collate", "collation", "column", "columns", "concurrently", "constraint",
        "create", "cross", "current_date", "current_time", "current_timestamp", "date", "day", "dec", "decimal",
        "default", "deferrable", "delete", "desc", "describe", "distinct", "do", "else", "end", "except", "exists",
        "extract", "false", "fetch", "filter", "float", "for", "foreign", "freeze", "from", "full", "function",
        "generated", "glob", "grant", "group", "grouping", "grouping_id", "having", "hour", "ilike", "in", "index",
        "initially", "inner", "inout", "insert", "int", "integer", "intersect", "interval", "into", "is", "isnull",
        "join", "key", "lambda", "lateral", "leading", "left", "level", "like", "limit", "map", "minute", "month",
        "national", "natural", "nchar", "none", "not", "notnull", "null", "nullif", "numeric", "offset", "on",
        "only", "or", "order", "out", "outer", "over", "overlaps", "overlay", "partition", "pivot", "pivot_longer",
        "pivot_wider", "placing", "position", "positional", "precision", "primary", "qualify", "quarter", "range",
        "rank", "real", "references", "returning", "right", "row", "rows", "second", "select", "semi", "set",
        "setof", "show", "similar", "smallint", "some", "start", "struct", "substring", "sum", "summarize",
        "symmetric", "table", "tablesample", "text", "then", "time", "timestamp", "to", "trailing", "treat",
        "trigger", "trim", "true", "try_cast", "tuple", "type", "union", "unique", "unknown", "unpack", "unpivot",
        "update", "user", "using", "value", "values", "varchar", "variadic", "verbose", "view", "week", "when",
        "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest",
        "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable", "year",
    )
)  # fmt: skip
"""Words that DuckDB, or an engine that a design is written for, may not take for a name."""
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
