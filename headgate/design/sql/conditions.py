"""Filters and periods as conditions."""

from __future__ import annotations

from headgate.design.question.model import Filter, Period
from headgate.design.source.model import Kind
from headgate.design.sql.names import literal


def compared(column: str, one: Filter, kind: Kind) -> str:
    """A filter over a column."""
    if "null" in one.operator:
        return f"{column} {one.operator}"
    values = [_value(value, kind) for value in one.values]
    if one.operator in ("in", "not in"):
        return f"{column} {one.operator} ({', '.join(values)})"
    return f"{column} {one.operator} {values[0]}"


def _value(value: str, kind: Kind) -> str:
    if kind.numeric:
        return str(int(value)) if value.lstrip("-").isdigit() else repr(float(value))
    if kind is Kind.BOOLEAN:
        return value.lower()
    if kind.temporal:
        return f"cast({literal(value)} as {kind.value})"
    return literal(value)


def within(day: str, one: Period) -> str:
    """A period over a column that holds days."""
    parts = [f"{day} >= cast('{one.start}' as date)"] if one.start is not None else []
    parts += [f"{day} < cast('{one.end}' as date)"] if one.end is not None else []
    return " and ".join(parts)
