"""Columns that determine others: one name for each product, one currency for each account."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.suites.candidates.chance import LEAST_ROWS, Shuffled
from headgate.suites.checks import NoRows
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_MOST_COLUMNS = 12
_SCREENED = 3_000
_GROUP = 4
"""Rows that one value must have on average, so that its others could differ."""


def dependencies(database: Database, table: TableProfile) -> Iterator[Rule]:
    """Rules that one value goes with one value of another column."""
    if table.rows < LEAST_ROWS:
        return
    shuffled = Shuffled(database, table.name, table.rows)
    usable = [c for c in table.columns if 2 <= c.distinct <= table.rows / _GROUP and c.family != "boolean"]
    usable = [c for c in usable if c.nulls < table.rows / 2][:_MOST_COLUMNS]
    for one in usable:
        for other in usable:
            if one.name != other.name and one.distinct >= other.distinct and not _both(one, other):
                yield from _told(database, table, one, other, shuffled)


def _both(one: ColumnProfile, other: ColumnProfile) -> bool:
    """Two numbers or two times: that one goes with another is most often chance."""
    return (one.family == "number") or (one.temporal and other.temporal)


def _told(
    database: Database, table: TableProfile, one: ColumnProfile, other: ColumnProfile, shuffled: Shuffled
) -> Iterator[Rule]:
    by, value = quoted(one.name), quoted(other.name)
    full = f"{by} is not null and {value} is not null"
    for limit in (_SCREENED, table.rows):
        rows = f"(select {by}, {value} from {quoted(table.name)} where {full} limit {limit})"
        told = database.one(f"select count(*), count(distinct {by}), count(distinct ({by}, {value})) from {rows}")
        count, singles, pairs = (int(str(number)) for number in told)
        if count < LEAST_ROWS or singles != pairs or singles < 2:
            return
        if limit >= table.rows:
            break
    chance = shuffled.pairs(by, value)
    if chance < 1.3 * singles + 2:
        return
    query = f"select {by} from {{this}} where {full} group by {by} having count(distinct {value}) > 1"
    seen = f"so for all {singles:,} values of {one.name} in {count:,} rows; unrelated ones would make {chance:,} pairs"
    check = NoRows(query, f"one {other.name} for each {one.name}", (one.name, other.name))
    yield Rule(table.name, check, Dimension.CONSISTENCY, Layer.BUSINESS, (Ground(GroundKind.PROFILE, seen),))
