"""What a sample shows of each column, of the whole and of the parts on which a guess is made and then tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from headgate.suites.sample.door import Database
from headgate.suites.sample.shapes import shape_of
from headgate.suites.sql import quoted

PARTS = ("whole", "first", "even")
"""A guess made on the `first` half must hold on the `last`, one made on the `even` rows on the `odd` ones."""
OTHERS = {"first": "last", "even": "odd"}
HALVED = 40
"""Rows below which a half is too small to guess from."""
_MOST_VALUES = 30
_NUMERIC = ("integer", "number")
_TEMPORAL = ("date", "timestamp")
_NO_ORDER = ("birth", "dob", "due", "expir", "valid", "end", "until", "plan", "sched", "expected", "updated", "deliver")
"""Parts of the names of times at which a row did not come to be."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """What one part of a table shows of one column."""

    name: str
    family: str
    rows: int
    nulls: int
    distinct: int
    low: str = ""
    high: str = ""
    """The least and the greatest value, as text; empty for text and where there is none."""
    mean: float = 0.0
    deviation: float = 0.0
    median: float = 0.0
    shortest: int = 0
    values: tuple[tuple[str, int], ...] = ()
    """Of a column with few values: each with its count, the most frequent first."""
    shape: str = ""
    """A regular expression that all texts match; empty where they have nothing in common."""
    midnight: bool = False
    """Of a timestamp: it never has a time of day."""
    gap_days: float = 0.0
    """Of a time: the longest stretch between two neighbouring values."""
    hours: tuple[int, ...] = ()
    """Of a timestamp with times of day: rows for each hour."""

    @property
    def filled(self) -> int:
        return self.rows - self.nulls

    @property
    def numeric(self) -> bool:
        return self.family in _NUMERIC

    @property
    def temporal(self) -> bool:
        return self.family in _TEMPORAL

    @property
    def distinct_enough(self) -> bool:
        """Whether it tells nearly every row apart."""
        return self.filled > 0 and self.distinct >= 0.9 * self.filled


@dataclass(frozen=True, slots=True)
class TableProfile:
    """What one part of a table shows."""

    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    cut: bool = False
    order: str = ""
    """The column by which the halves are told apart; empty for the order of the file."""
    days: float = 0.0
    """From the first to the last value of `order`."""

    def column(self, name: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Profiled:
    """A sample as it was measured."""

    parts: dict[str, dict[str, TableProfile]] = field(default_factory=dict)
    """By part and dataset."""

    @property
    def whole(self) -> dict[str, TableProfile]:
        return self.parts.get("whole", {})


def part_of(table: str, part: str) -> str:
    """How the table of a part is called in the database."""
    return table if part == "whole" else f"{table}#{part}"


def cut_in_parts(database: Database) -> dict[str, str]:
    """Lay out the parts of every table; answers the column by which each is ordered."""
    orders = {}
    for name, families in database.columns.items():
        times = [c for c, f in families.items() if f in _TEMPORAL and not any(word in c for word in _NO_ORDER)]
        order = next((c for c in times if not c.endswith(("_id", "_key", "_synced", "_loaded_at"))), "")
        orders[name] = order
        by = f"{quoted(order)}, rowid" if order else "rowid"
        table = quoted(name)
        whole = f"select *, row_number() over (order by {by}) as headgate_row from {table}"
        half = f"(select count(*) / 2.0 from {table})"
        for part, condition in (
            ("first", f"headgate_row <= {half}"),
            ("last", f"headgate_row > {half}"),
            ("even", "headgate_row % 2 = 0"),
            ("odd", "headgate_row % 2 = 1"),
        ):
            database.connection.execute(
                f"create or replace table {quoted(part_of(name, part))} as "
                f"select * exclude (headgate_row) from ({whole}) where {condition} order by headgate_row"
            )
    return orders


def profiled(database: Database, orders: dict[str, str]) -> Profiled:
    """Every table in every part."""
    parts: dict[str, dict[str, TableProfile]] = {}
    for part in PARTS:
        parts[part] = {
            name: _table(database, name, part, families, orders.get(name, ""))
            for name, families in database.columns.items()
            if part == "whole" or parts["whole"][name].rows >= HALVED
        }
    return Profiled(parts)


def _table(database: Database, name: str, part: str, families: dict[str, str], order: str) -> TableProfile:
    relation = quoted(part_of(name, part))
    rows = _whole(database.one(f"select count(*) from {relation}")[0])
    asked = {column: _aggregates(quoted(column), family) for column, family in families.items()}
    listed = ", ".join(part for parts in asked.values() for part in parts)
    answers = list(database.one(f"select {listed} from {relation}"))
    columns = []
    for column, family in families.items():
        told, answers = answers[: len(asked[column])], answers[len(asked[column]) :]
        columns.append(_column(database, relation, column, family, rows, told))
    days = 0.0
    if order and rows:
        span = f"epoch(cast(max({quoted(order)}) as timestamp)) - epoch(cast(min({quoted(order)}) as timestamp))"
        days = _number(database.one(f"select ({span}) / 86400.0 from {relation}")[0])
    return TableProfile(name, rows, tuple(columns), name in database.cut, order, days)


def _aggregates(value: str, family: str) -> list[str]:
    """What is asked of one column in the one scan of its table."""
    asked = [f"count({value})", f"count(distinct {value})"]
    if family in _NUMERIC:
        finite = f"case when isfinite({value}::double) then {value}::double end"
        asked += [f"min({value})", f"max({value})", f"avg({finite})", f"stddev_samp({finite})", f"median({finite})"]
    elif family in _TEMPORAL:
        asked += [f"min({value})", f"max({value})"]
    elif family == "text":
        asked += [f"min(length({value}))"]
    return asked


def _column(
    database: Database, relation: str, name: str, family: str, rows: int, told: Sequence[object]
) -> ColumnProfile:
    value = quoted(name)
    filled, distinct = _whole(told[0]), _whole(told[1])
    found = ColumnProfile(name, family, rows, rows - filled, distinct)
    if not filled:
        return found
    extra: dict[str, object] = {}
    if family in _NUMERIC:
        mean, deviation, median = (_number(one) for one in told[4:7])
        extra |= {"low": str(told[2]), "high": str(told[3]), "mean": mean, "deviation": deviation, "median": median}
    elif family in _TEMPORAL:
        extra |= {"low": str(told[2]), "high": str(told[3])}
        extra |= _times(database, relation, value, family)
    elif family == "text":
        extra["shortest"] = _whole(told[2])
        texts = database.all(f"select distinct {value} from {relation} where {value} is not null limit 20000")
        extra["shape"] = shape_of([str(row[0]) for row in texts])
    if distinct <= _MOST_VALUES and family in ("text", "integer", "boolean"):
        counted = database.all(
            f"select {value}, count(*) as n from {relation} where {value} is not null group by 1 order by n desc, 1"
        )
        extra["values"] = tuple((str(row[0]), _whole(row[1])) for row in counted)
    return ColumnProfile(name, family, rows, rows - filled, distinct, **extra)  # type: ignore[arg-type]


def _times(database: Database, relation: str, value: str, family: str) -> dict[str, object]:
    neighbours = (
        f"select epoch(cast(v as timestamp)) - lag(epoch(cast(v as timestamp))) over (order by v) as gap "
        f"from (select distinct {value} as v from {relation} where {value} is not null)"
    )
    found: dict[str, object] = {"gap_days": _number(database.one(f"select max(gap) from ({neighbours})")[0]) / 86400}
    if family == "timestamp":
        timed = f"count(*) filter (where date_trunc('day', {value}) <> {value})"
        found["midnight"] = _whole(database.one(f"select {timed} from {relation}")[0]) == 0
        if not found["midnight"]:
            listed = database.all(f"select hour({value}), count(*) from {relation} group by 1")
            hours = {_whole(row[0]): _whole(row[1]) for row in listed if row[0] is not None}
            found["hours"] = tuple(hours.get(hour, 0) for hour in range(24))
    return found


def _whole(value: object) -> int:
    return int(str(value)) if value is not None else 0


def _number(value: object) -> float:
    return float(str(value)) if value is not None else 0.0
