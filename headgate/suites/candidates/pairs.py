"""Orders and equalities of two columns of a row: created before updated, least below greatest, the day of a moment."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product

from headgate.suites.candidates.chance import LEAST_BROKEN, LEAST_ROWS, Shuffled, would_break
from headgate.suites.checks import Holds
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_MOST_TIMES = 8
_MOST_NUMBERS = 10
_SHARE = 0.05
"""Of the rows that must break an order by chance; numbers of different size are in order without meaning it."""


def pairs(database: Database, table: TableProfile) -> Iterator[Rule]:
    """Rules about two columns of one row."""
    shuffled = Shuffled(database, table.name, table.rows)
    times = [column for column in table.columns if column.temporal and column.distinct > 1][:_MOST_TIMES]
    yield from _days(database, table, shuffled, times)
    for low, high in permutations(times, 2):
        if low.family in (high.family, "date"):
            yield from _order(database, table, shuffled, low, high, Dimension.CONSISTENCY)
    numbers = [c for c in table.columns if c.numeric and c.distinct > 2 and not is_identifier(c)][:_MOST_NUMBERS]
    for low, high in permutations(numbers, 2):
        yield from _order(database, table, shuffled, low, high, Dimension.ACCURACY)


def is_identifier(column: ColumnProfile) -> bool:
    """Whether a number only names something, so that to reckon with it makes no sense."""
    last = column.name.rsplit("_", 1)[-1]
    return last in ("id", "key", "sk", "code", "no", "nr", "number", "zip", "postcode", "year", "month", "day")


def _order(
    database: Database,
    table: TableProfile,
    shuffled: Shuffled,
    low: ColumnProfile,
    high: ColumnProfile,
    dimension: Dimension,
) -> Iterator[Rule]:
    one, two = quoted(low.name), quoted(high.name)
    both = f"count(*) filter (where {one} is not null and {two} is not null)"
    told = database.one(
        f"select {both}, count(*) filter (where {one} > {two}), count(*) filter (where {one} < {two}) "
        f"from {quoted(table.name)}"
    )
    rows, broken, less = (int(str(value)) for value in told)
    if rows < LEAST_ROWS or broken or not less:
        return
    chance = shuffled.count(f"one.{one} > other.{two}")
    least = LEAST_BROKEN if dimension is Dimension.CONSISTENCY else max(LEAST_BROKEN, _SHARE * rows)
    if chance >= least:
        check = Holds(f"{one} <= {two}", f"{low.name} <= {high.name}", (low.name, high.name))
        ground = Ground(GroundKind.PROFILE, would_break(chance, rows))
        yield Rule(table.name, check, dimension, Layer.BUSINESS, (ground,))


def _days(database: Database, table: TableProfile, shuffled: Shuffled, times: list[ColumnProfile]) -> Iterator[Rule]:
    """`day = cast(moment as date)`."""
    moments = [column for column in times if column.family == "timestamp" and not column.midnight]
    days = [column for column in times if column.family == "date" or column.midnight]
    for moment, day in product(moments, days):
        one, two = quoted(moment.name), quoted(day.name)
        same = f"cast({one} as date) = cast({two} as date)"
        told = database.one(
            f"select count(*) filter (where {same}), count(*) filter (where not {same}) from {quoted(table.name)}"
        )
        rows, broken = (int(str(value)) for value in told)
        chance = shuffled.count(f"cast(one.{one} as date) <> cast(other.{two} as date)")
        if rows >= LEAST_ROWS and not broken and chance >= LEAST_BROKEN:
            check = Holds(same, f"{day.name} is the day of {moment.name}", (moment.name, day.name))
            ground = Ground(GroundKind.PROFILE, would_break(chance, rows))
            yield Rule(table.name, check, Dimension.CONSISTENCY, Layer.BUSINESS, (ground,))
