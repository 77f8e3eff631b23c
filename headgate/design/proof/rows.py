"""Made-up rows of source tables: keys unique, foreign keys held, lists of values and NULLs as declared.

They are the same in every run. Parents without children, children without a parent where a key may be NULL, and
values that the questions' filters ask for are among them, since that is where a wrong join shows.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from headgate.design.nature import Nature, business_dates, judged
from headgate.design.question.model import Question
from headgate.design.route import is_link
from headgate.design.source.model import ForeignKey, Kind, SourceColumn, SourceSchema, SourceTable

THINGS = 12
EVENTS = 48
VERSIONS = 3
_EVERY = 7
"""Each so many rows, a NULL where one may be."""
Line = tuple[str, ...]


@dataclass
class Maker:
    """Makes the rows of all tables, parents first."""

    schema: SourceSchema
    asked: Mapping[tuple[str, str], list[str]]
    """Values that filters compare a column with."""
    span: tuple[date, date]
    made: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def table(self, table: SourceTable) -> list[dict[str, str]]:
        """The rows of one table; its parents are made before."""
        known = self.made.get(table.name)
        if known is not None:
            return known
        self.made[table.name] = []
        for key in table.foreign:
            if key.table != table.name:
                self.table(self.schema.table(key.table))
        if table.sample:
            self.made[table.name] = [
                {c.name: v for c, v in zip(table.columns, line, strict=True)} for line in table.sample
            ]
            return self.made[table.name]
        self.made[table.name] = self._versions(table) if table.validity is not None else self._rows(table)
        return self.made[table.name]

    def _rows(self, table: SourceTable) -> list[dict[str, str]]:
        count = EVENTS if judged(table).nature is Nature.EVENT or len(table.key) > 1 else THINGS
        found: list[dict[str, str]] = []
        seen: defaultdict[tuple[str, ...], set[Line]] = defaultdict(set)
        groups = [one for one in (table.key, *table.unique) if one]
        for number in range(count):
            row = self._row(table, number, found)
            if row is None or not self._made_unique(table, row, groups, seen, number):
                continue
            for group in groups:
                seen[group].add(tuple(row[name] for name in group))
            found.append(row)
        return found

    def _row(self, table: SourceTable, number: int, before: list[dict[str, str]]) -> dict[str, str] | None:
        row: dict[str, str] = {}
        for place, key in enumerate(table.foreign):
            pointed = self._pointed(table, key, number, place, before)
            if pointed is None and any(table.column(name).required for name in key.columns):
                return None
            for here, there in zip(key.columns, key.there, strict=True):
                if here not in row or not row[here]:
                    row[here] = pointed[there] if pointed is not None else ""
        for place, column in enumerate(table.columns):
            if column.name not in row:
                row[column.name] = self._value(table, column, number, place)
        return row

    def _pointed(
        self, table: SourceTable, key: ForeignKey, number: int, place: int, before: list[dict[str, str]]
    ) -> dict[str, str] | None:
        """A row that a foreign key points to; none where it may be NULL and its turn has come, or there is none."""
        rows = before if key.table == table.name else self.made.get(key.table, [])
        free = not any(table.column(name).required for name in key.columns)
        if is_link(table):
            # Some rows have nothing linked, though events point to them.
            rows = [row for at, row in enumerate(rows) if at % 4 != 2]
        if not rows or (free and (number + place) % _EVERY == 3):
            return None
        # The last row of a parent is left without children.
        return rows[
            (number * (2 * place + 3) + _salt(table.name, key.columns[0]) + number // len(rows)) % max(len(rows) - 1, 1)
        ]

    def _made_unique(
        self,
        table: SourceTable,
        row: dict[str, str],
        groups: Sequence[tuple[str, ...]],
        seen: Mapping[tuple[str, ...], set[Line]],
        number: int,
    ) -> bool:
        """Change what is free in a key until it is a new one; whether that was possible."""
        for group in groups:
            free = [name for name in group if name not in table.pointing]
            for turn in range(1, 200):
                if tuple(row[name] for name in group) not in seen[group]:
                    break
                if not free:
                    return False
                row[free[-1]] = self._other(table.column(free[-1]), turn, number)
        return True

    def _other(self, column: SourceColumn, turn: int, number: int) -> str:
        if column.kind.numeric:
            return str(turn)
        if column.kind.temporal:
            return _moment(self.span[0] + timedelta(days=turn), column.kind, number)
        return f"{column.name[:6]}-{number}-{turn}"

    def _value(self, table: SourceTable, column: SourceColumn, number: int, place: int) -> str:
        unique = (column.name,) == table.key or any((column.name,) == one for one in table.unique)
        if unique and not column.kind.temporal and column.kind is not Kind.BOOLEAN:
            return str(100 + number) if column.kind.numeric else f"{column.name[:8]}-{number + 1}"
        if not column.required and (number * 5 + place * 3) % (2 * _EVERY) == 4:
            return ""
        asked = self.asked.get((table.name, column.name), [])
        if asked and number % 2 and not column.values:
            return asked[(number // 2) % len(asked)]
        turn = (number * 7 + place * 5 + _salt(table.name, column.name)) % 97
        if column.values:
            return column.values[turn % len(column.values)]
        return self._plain(table, column, number, turn)

    def _plain(self, table: SourceTable, column: SourceColumn, number: int, turn: int) -> str:
        if column.kind is Kind.INTEGER:
            return str(1 + turn % 9)
        if column.kind in (Kind.DECIMAL, Kind.FLOAT):
            return _number(column.type, turn)
        if column.kind is Kind.BOOLEAN:
            return str(turn % 2 == 0).lower()
        if column.kind.temporal:
            return self._day(table, column, number)
        return f"{column.name[:12]} {turn % 5 + 1}"

    def _day(self, table: SourceTable, column: SourceColumn, number: int) -> str:
        """Dates of one row follow each other as its columns do; the first ones are spread over the span."""
        dates = [one.name for one in business_dates(table)]
        later = dates.index(column.name) if column.name in dates else 0
        days = (self.span[1] - self.span[0]).days
        first = self.span[0] + timedelta(days=(number * 37 + _salt(table.name, "day") * 3) % max(days, 1))
        return _moment(first + timedelta(days=later * (1 + number % 4)), column.kind, number)

    def _versions(self, table: SourceTable) -> list[dict[str, str]]:
        """For each natural key one to three versions, one after the other, the last one open."""
        validity = table.validity
        assert validity is not None  # noqa: S101 - told by the caller
        found: list[dict[str, str]] = []
        days = (self.span[1] - self.span[0]).days
        for number in range(THINGS):
            many = 1 + number % VERSIONS
            bounds = [
                date(1990, 1, 1),
                *(self.span[0] + timedelta(days=days * (i + 1) // (many + 1) + number) for i in range(many - 1)),
            ]
            for version, start in enumerate(bounds):
                row = self._row(table, number * VERSIONS + version, found)
                if row is None:
                    continue
                for name in validity.natural:
                    row[name] = (
                        str(100 + number) if table.column(name).kind is Kind.INTEGER else f"{name[:8]}-{number + 1}"
                    )
                row[validity.start] = _moment(start, table.column(validity.start).kind, 0)
                open_end = "9999-12-31" if table.column(validity.end).required else ""
                row[validity.end] = (
                    _moment(bounds[version + 1], table.column(validity.end).kind, 0) if version + 1 < many else open_end
                )
                found.append(row)
        return found


def rows_for(schema: SourceSchema, questions: Sequence[Question]) -> dict[str, list[Line]]:
    """The rows of each table, as text in the order of its columns; an empty text is NULL."""
    asked: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for question in questions:
        for one in question.filters:
            asked[(one.attribute.table, one.attribute.column)] += one.values
    maker = Maker(schema, asked, span_of(questions))
    return {
        table.name: [tuple(row[column.name] for column in table.columns) for row in maker.table(table)]
        for table in schema.tables
    }


def span_of(questions: Sequence[Question]) -> tuple[date, date]:
    """The days over which events are spread: the periods of all questions, and a month around them."""
    told = [day for q in questions for p in q.periods for day in (p.start, p.end) if day is not None]
    first, last = (min(told), max(told)) if told else (date(2024, 1, 1), date(2024, 12, 31))
    if (last - first).days < 120:
        last = first + timedelta(days=120)
    return first - timedelta(days=30), last + timedelta(days=30)


def _number(kind: str, turn: int) -> str:
    """A number that fits a type: `decimal(3, 2)` has one place before the point."""
    digits, scale = (int(part) for part in kind[8:-1].split(",")) if kind.startswith("decimal(") else (18, 2)
    whole = 10 ** min(digits - scale, 3)
    value = ((turn % 40) * 2.25 + 1.5) % whole
    return f"{value:.{min(scale, 2)}f}" if round(value, min(scale, 2)) < whole else "0"


def _salt(*words: str) -> int:
    return zlib.crc32("/".join(words).encode()) % 11


def _moment(day: date, kind: Kind, number: int) -> str:
    if kind is Kind.DATE:
        return day.isoformat()
    return datetime.combine(day, time((number * 5) % 24, (number * 11) % 60)).isoformat(sep=" ")
