"""Faults for one table, from the names and types of its columns alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from headgate.suites.faults.kinds import Fault, FaultKind
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

RANK = "headgate_rank"
"""A column that gives each row its place in an order by chance that is the same in every run."""
_KEYS = ("id", "key", "sk", "uuid", "code")
_LEAST_TEXT = 4
_MOST_VALUES = 20
_LEAST_OF_VALUE = 10
"""Rows for each value, on average, of a column that is a choice among a few."""
_MONEY = ("total", "amount", "sum", "net", "gross", "balance", "price", "cost", "revenue", "paid", "fee", "tax")


@dataclass(frozen=True, slots=True)
class _Draft:
    kind: FaultKind
    columns: tuple[str, ...]
    text: str
    query: str


def faults_of(table: TableProfile, first_number: int) -> list[Fault]:
    """All faults that make sense for the columns of a table, numbered from `first_number`."""
    drafts = [*_rows(table)]
    for column in table.columns:
        if column.filled:
            drafts += _values(table, column)
    drafts += _pairs(table)
    return [
        Fault(first_number + place, one.kind, table.name, one.columns, one.text, one.query)
        for place, one in enumerate(drafts)
    ]


def _share(table: TableProfile, share: float, salt: int) -> str:
    """A condition that picks a share of the rows, two at least; another salt picks others."""
    count = min(table.rows, max(2, round(table.rows * share)))
    start = (salt * 37) % max(1, table.rows - count + 1)
    return f"{RANK} > {start} and {RANK} <= {start + count}"


def _replaced(column: str, value: str, where: str) -> str:
    name = quoted(column)
    return (
        f"select * exclude ({RANK}) replace (case when {where} and {name} is not null then {value} else {name} end "
        f"as {name}) from {{ranked}}"
    )


def _rows(table: TableProfile) -> Iterator[_Draft]:
    plain = f"select * exclude ({RANK}) from {{ranked}}"
    picked = _share(table, 0.05, 1)
    yield _Draft(FaultKind.DUPLICATES, (), "5 % of the rows twice", f"{plain} union all {plain} where {picked}")
    yield _Draft(FaultKind.DROPPED, (), "30 % of the rows gone", f"{plain} where not ({_share(table, 0.3, 2)})")
    if table.order:
        at = quoted(table.order)
        newest = f"(select quantile_disc({at}, 0.7) from {{ranked}})"
        yield _Draft(FaultKind.DROPPED, (), "the newest 30 % of the rows gone", f"{plain} where {at} <= {newest}")


def _values(table: TableProfile, column: ColumnProfile) -> Iterator[_Draft]:
    name, value = column.name, quoted(column.name)
    salt = sum(map(ord, name))

    def draft(kind: FaultKind, text: str, made: str, share: float) -> _Draft:
        return _Draft(kind, (name,), f"{text} in {name}", _replaced(name, made, _share(table, share, salt)))

    yield draft(FaultKind.NULLS, "10 % empty", "null", 0.1)
    key = name.rsplit("_", 1)[-1] in _KEYS
    if key and column.distinct < column.filled:
        gone = f"{value} + 900000001" if column.family == "integer" else f"{value} || '-gone'"
        if column.family in ("integer", "text"):
            yield draft(FaultKind.ORPHANS, "5 % point nowhere", gone, 0.05)
    if column.numeric and not key:
        yield from _numbers(column, draft)
    if column.temporal:
        yield from _times(column, draft)
    if column.family == "text":
        yield from _texts(column, draft)
    if column.family in ("integer", "number", "date", "timestamp"):
        where = _share(table, 0.05, salt)
        drifted = f"case when {where} then 'n/a' else {value}::varchar end"
        query = f"select * exclude ({RANK}) replace ({drifted} as {value}) from {{ranked}}"
        yield _Draft(FaultKind.DRIFT, (name,), f"5 % are the text n/a in {name}", query)


_Drafts = Callable[[FaultKind, str, str, float], _Draft]


def _numbers(column: ColumnProfile, draft: _Drafts) -> Iterator[_Draft]:
    value = quoted(column.name)
    far = max(abs(float(column.high)), abs(float(column.low)), 1.0) * 20
    cast = "bigint" if column.family == "integer" else "double"
    yield draft(FaultKind.OUT_OF_RANGE, "3 % negative", f"(-abs({value}) - 1)::{cast}", 0.03)
    yield draft(FaultKind.OUT_OF_RANGE, "3 % far too large", f"({value} + {far!r})::{cast}", 0.03)
    yield draft(FaultKind.UNIT, "20 % times 100", f"{value} * 100", 0.2)
    yield draft(FaultKind.UNIT, "all times 100", f"{value} * 100", 1.0)
    if any(word in column.name for word in _MONEY):
        yield draft(FaultKind.TOTALS, "10 % raised by 7 %", f"({value} * 1.07 + 1)::{cast}", 0.1)


def _times(column: ColumnProfile, draft: _Drafts) -> Iterator[_Draft]:
    value = quoted(column.name)
    cast = column.family
    yield draft(FaultKind.STALE, "20 % older by 400 days", f"({value} - interval 400 days)::{cast}", 0.2)
    yield draft(FaultKind.STALE, "all older by 45 days", f"({value} - interval 45 days)::{cast}", 1.0)
    if column.family == "timestamp" and not column.midnight:
        yield draft(FaultKind.TIME_ZONE, "all 5 hours later", f"{value} + interval 5 hours", 1.0)
        yield draft(FaultKind.TIME_ZONE, "all 8 hours earlier", f"{value} - interval 8 hours", 1.0)


def _texts(column: ColumnProfile, draft: _Drafts) -> Iterator[_Draft]:
    value = quoted(column.name)
    if column.shortest >= _LEAST_TEXT:
        yield draft(FaultKind.TRUNCATED, "25 % cut in half", f"left({value}, length({value}) // 2)", 0.25)
    if 1 <= len(column.values) <= _MOST_VALUES and column.filled >= _LEAST_OF_VALUE * len(column.values):
        yield draft(FaultKind.CATEGORY, "5 % a value never seen", f"{value} || '_x'", 0.05)
        yield draft(
            FaultKind.CATEGORY,
            "5 % in other letters",
            f"case when {value} = upper({value}) then lower({value}) else upper({value}) end",
            0.05,
        )
    if 2 <= len(column.values) <= _MOST_VALUES:
        listed = ", ".join("'" + text.replace("'", "''") + "'" for text, _ in column.values)
        count = len(column.values)
        other = f"list_extract([{listed}], list_position([{listed}], {value}) % {count} + 1)"
        yield draft(FaultKind.CATEGORY, "10 % another known value", other, 0.1)


def _pairs(table: TableProfile) -> Iterator[_Draft]:
    """Neighbours of the same type exchanged in a fifth of the rows."""
    for family in ("number", "integer", "text", "timestamp", "date"):
        columns = [
            c.name
            for c in table.columns
            if c.family == family and c.distinct > 1 and c.name.rsplit("_", 1)[-1] not in _KEYS
        ]
        for one, two in pairwise(columns):
            a, b = quoted(one), quoted(two)
            where = _share(table, 0.2, len(one) + len(two))
            query = (
                f"select * exclude ({RANK}) replace (case when {where} then {b} else {a} end as {a}, "
                f"case when {where} then {a} else {b} end as {b}) from {{ranked}}"
            )
            yield _Draft(FaultKind.SWAPPED, (one, two), f"20 % exchanged between {one} and {two}", query)
