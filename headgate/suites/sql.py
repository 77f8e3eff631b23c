"""Checks as SQL of DuckDB: a condition on each row, a condition on the whole, or a query of what breaks them."""

from __future__ import annotations

from headgate.suites.checks import (
    NOW,
    Accepted,
    Between,
    Check,
    Fresh,
    Holds,
    Longer,
    Matches,
    Measure,
    NoRows,
    NotNull,
    Refers,
    Types,
    Unique,
)

CASTS = {
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "text": "varchar",
}
"""The type of DuckDB by which each family is read."""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def bound(value: str, family: str, now: str = "") -> str:
    """A bound as it stands in SQL."""
    if value == NOW:
        return f"timestamp {literal(now)}" if now else "current_timestamp"
    return value if family in ("integer", "number") else f"{family} {literal(value)}"


def row_condition(check: Check, now: str = "") -> str:
    """What must hold in each row; empty where a check is not about single rows.

    `now` stands for the moment of the check; empty for the real one.
    """
    match check:
        case NotNull():
            return f"{quoted(check.column)} is not null"
        case Accepted():
            return f"{quoted(check.column)} in ({', '.join(map(literal, check.values))})"
        case Between():
            column = quoted(check.column)
            low = f"{column} >= {bound(check.low, check.family)}" if check.low else ""
            high = f"{column} <= {bound(check.high, check.family, now)}" if check.high else ""
            return " and ".join(part for part in (low, high) if part)
        case Matches():
            return f"regexp_matches({quoted(check.column)}, {literal(f'^({check.pattern})$')})"
        case Longer():
            return f"length({quoted(check.column)}) >= {check.least}"
        case Holds():
            return check.condition
        case Types():
            each = (f"(try_cast({quoted(n)} as {CASTS[f]}) is not null or {quoted(n)} is null)" for n, f in check.types)
            return " and ".join(each)
    return ""


def measured(check: Check, now: str = "") -> str:
    """What must hold of all rows together; empty where a check is about something else."""
    match check:
        case Measure():
            low = f"{check.aggregate} >= {check.low!r}" if check.low is not None else ""
            high = f"{check.aggregate} <= {check.high!r}" if check.high is not None else ""
            return " and ".join(part for part in (low, high) if part)
        case Fresh():
            moment = f"timestamp {literal(now)}" if now else "current_timestamp"
            return f"max({quoted(check.column)}) >= {moment} - interval '{check.hours} hours'"
        case Unique():
            columns = ", ".join(map(quoted, check.columns))
            full = " and ".join(f"{quoted(column)} is not null" for column in check.columns)
            return f"count(distinct ({columns})) filter (where {full}) = count(*) filter (where {full})"
    return ""


def broken_rows(check: Check, this: str, other: str = "", now: str = "") -> str:
    """A query whose rows are the failures; `this` and `other` are relations as they stand in SQL."""
    condition = row_condition(check, now)
    if condition:
        return f"select * from {this} where not coalesce({condition}, true)"
    match check:
        case Refers():
            column, field = quoted(check.column), quoted(check.field)
            return (
                f"select child.* from {this} as child left join {other} as parent "
                f"on child.{column} = parent.{field} where child.{column} is not null and parent.{field} is null"
            )
        case NoRows():
            return check.query.replace("{this}", this).replace("{other}", other)
        case Unique():
            columns = ", ".join(map(quoted, check.columns))
            full = " and ".join(f"{quoted(column)} is not null" for column in check.columns)
            return f"select {columns}, count(*) as n from {this} where {full} group by {columns} having count(*) > 1"
    return f"select 1 as failed from {this} having not coalesce({measured(check, now)}, true)"


def other_of(check: Check) -> str:
    """The other dataset that a check reads; empty where there is none."""
    return check.other if isinstance(check, Refers | NoRows) else ""
