"""Types of all formats in DuckDB's words."""

from __future__ import annotations

import re

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.design.source.model import Kind
from headgate.facts.sql.parsing import tree_of

_T = exp.DataType.Type
_KINDS = (
    (frozenset((_T.BOOLEAN, _T.BIT)), Kind.BOOLEAN),
    (frozenset((_T.DATE, _T.DATE32)), Kind.DATE),
    (frozenset((_T.DECIMAL, _T.MONEY, _T.SMALLMONEY, _T.BIGDECIMAL)), Kind.DECIMAL),
    (frozenset((_T.FLOAT, _T.DOUBLE, _T.UDOUBLE)), Kind.FLOAT),
    (frozenset((_T.SERIAL, _T.BIGSERIAL, _T.SMALLSERIAL)), Kind.INTEGER),
    (frozenset((_T.UUID, _T.ENUM)), Kind.TEXT),
)
PLAIN = {
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "decimal(18, 4)",
    Kind.FLOAT: "double",
    Kind.TEXT: "varchar",
    Kind.DATE: "date",
    Kind.TIMESTAMP: "timestamp",
    Kind.BOOLEAN: "boolean",
    Kind.OTHER: "varchar",
}
_BY_NAME = (
    (re.compile(r"^(is|has|was|can)_|_(flag|enabled|active)$"), Kind.BOOLEAN),
    (re.compile(r"_(at|ts|time|timestamp)$|^(created|updated)$"), Kind.TIMESTAMP),
    (re.compile(r"_(on|date|day)$|^date"), Kind.DATE),
    (re.compile(r"(^|_)(id|count|number|num|quantity|qty|year|rank|cents)$"), Kind.INTEGER),
    (re.compile(r"amount|price|total|cost|rate|revenue|value|tax|pct|percent|balance|score"), Kind.FLOAT),
)
_MOST_DIGITS = 38
_MOST_WHOLE = 18


def of_sql(written: str, dialect: str) -> tuple[Kind, str]:
    """Kind and DuckDB type of a type as SQL of `dialect` writes it."""
    try:
        kind = tree_of(f"cast(x as {written})", dialect).find(exp.DataType)
    except (SqlglotError, RecursionError):
        kind = None
    return of_type(kind) if kind is not None else (Kind.OTHER, "varchar")


def of_type(found: exp.DataType) -> tuple[Kind, str]:
    """Kind and DuckDB type of a parsed type."""
    if found.this in exp.DataType.TEXT_TYPES:
        return Kind.TEXT, "varchar"
    if found.this in exp.DataType.INTEGER_TYPES:
        return Kind.INTEGER, "bigint"
    kind = next((kind for types, kind in _KINDS if found.this in types), None)
    if kind is None and found.this in exp.DataType.TEMPORAL_TYPES:
        kind = Kind.TIMESTAMP
    if kind is None:
        return Kind.OTHER, "varchar"
    if kind is Kind.DECIMAL:
        parts = [int(one.name) for one in found.expressions if one.name.isdigit()]
        if parts and (len(parts) == 1 or parts[1] == 0) and parts[0] <= _MOST_WHOLE:
            return Kind.INTEGER, "bigint"
        return kind, _decimal(parts)
    return kind, PLAIN[kind]


def _decimal(parts: list[int]) -> str:
    if not parts:
        return PLAIN[Kind.DECIMAL]
    digits, scale = parts[0], parts[1] if len(parts) > 1 else 0
    return f"decimal({digits}, {scale})" if 0 <= scale <= digits <= _MOST_DIGITS else PLAIN[Kind.FLOAT]


def by_name(name: str) -> Kind:
    """What a column of no declared type most likely holds."""
    return next((kind for pattern, kind in _BY_NAME if pattern.search(name)), Kind.TEXT)
