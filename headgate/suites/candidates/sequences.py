"""Numbers and times in sequence: ids without a gap, times that rise with them, readings at an even pace."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.suites.candidates.pairs import is_identifier
from headgate.suites.checks import NoRows
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_LEAST = 50
_GROUP = 10
_SLACK = 1.25
"""By how much a step may be over the longest one seen, where steps differ."""


def sequences(database: Database, table: TableProfile) -> Iterator[Rule]:
    """Rules about the order and the completeness of rows."""
    if table.rows < _LEAST or table.cut:
        return
    keys = [c for c in table.columns if c.family == "integer" and c.distinct == table.rows and not c.nulls][:2]
    times = [c for c in table.columns if c.temporal and not c.nulls and c.distinct > 1][:2]
    for key in keys:
        yield from _without_gap(database, table, key)
        for time in times:
            yield from _rising(database, table, key, time)
    groups = [c for c in table.columns if 2 <= c.distinct <= table.rows / _GROUP and _names_thing(c)][:3]
    for time in times:
        yield from _paced(database, table, None, time)
        for group in groups:
            yield from _paced(database, table, group, time)
            for counter in table.columns:
                if counter.numeric and counter.distinct > _GROUP and not is_identifier(counter):
                    yield from _counting(database, table, group, time, counter)


def _names_thing(column: ColumnProfile) -> bool:
    return (
        column.family in ("text", "integer") and not column.nulls and (is_identifier(column) or column.family == "text")
    )


def _count(database: Database, check: NoRows, table: TableProfile) -> int:
    query = check.query.replace("{this}", quoted(table.name))
    return int(str(database.one(f"select count(*) from ({query})")[0]))


def _if_so(
    database: Database, table: TableProfile, check: NoRows, dimension: Dimension, layer: Layer, seen: str
) -> Iterator[Rule]:
    if not _count(database, check, table):
        yield Rule(table.name, check, dimension, layer, (Ground(GroundKind.PROFILE, seen),))


def _without_gap(database: Database, table: TableProfile, key: ColumnProfile) -> Iterator[Rule]:
    name = quoted(key.name)
    query = (
        f"select * from (select {name}, lead({name}) over (order by {name}) as following from {{this}}) as listed "
        f"where following > {name} + 1"
    )
    check = NoRows(query, f"{key.name} counts up without a gap", (key.name,))
    seen = f"all numbers from {key.low} to {key.high} are there, {table.rows:,} in a row"
    yield from _if_so(database, table, check, Dimension.COMPLETENESS, Layer.STATISTICAL, seen)


def _rising(database: Database, table: TableProfile, key: ColumnProfile, time: ColumnProfile) -> Iterator[Rule]:
    name, at = quoted(key.name), quoted(time.name)
    query = (
        f"select * from (select {name}, {at}, lag({at}) over (order by {name}) as before from {{this}}) as listed "
        f"where {at} < before"
    )
    check = NoRows(query, f"{time.name} rises with {key.name}", (key.name, time.name))
    seen = f"in all {table.rows:,} rows of the sample, ordered by {key.name}"
    yield from _if_so(database, table, check, Dimension.CONSISTENCY, Layer.BUSINESS, seen)


def _paced(database: Database, table: TableProfile, group: ColumnProfile | None, time: ColumnProfile) -> Iterator[Rule]:
    """The same step between neighbouring rows, of each group or of all."""
    at = f"cast({quoted(time.name)} as timestamp)"
    by = f"partition by {quoted(group.name)} " if group is not None else ""
    steps = f"select date_diff('second', lag({at}) over ({by}order by {at}), {at}) as step from {quoted(table.name)}"
    told = database.one(f"select median(step), max(step), min(step), count(step) from ({steps})")
    if told[0] is None:
        return
    usual, longest, shortest, count = (float(str(value)) for value in told)
    if usual < 1 or count < _LEAST or longest > 1.5 * usual or shortest <= 0:
        return
    longest = float(int(longest * _SLACK)) if longest > usual else longest
    keep = f"{quoted(group.name)}, " if group is not None else ""
    query = (
        f"select * from (select {keep}{at} as moment, lag({at}) over ({by}order by {at}) as before "
        f"from {{this}}) as listed where date_diff('second', before, moment) > {int(longest)}"
    )
    each = f" of each {group.name}" if group is not None else ""
    words = f"no step between the values of {time.name}{each} is over {_span(longest)}"
    columns = (time.name, *((group.name,) if group is not None else ()))
    seen = f"the usual step is {_span(usual)}, the longest of {int(count):,} is {_span(longest)}"
    yield from _if_so(database, table, NoRows(query, words, columns), Dimension.COMPLETENESS, Layer.STATISTICAL, seen)


def _counting(
    database: Database, table: TableProfile, group: ColumnProfile, time: ColumnProfile, counter: ColumnProfile
) -> Iterator[Rule]:
    by, at, value = quoted(group.name), quoted(time.name), quoted(counter.name)
    query = (
        f"select * from (select {by}, {at}, {value}, lag({value}) over (partition by {by} order by {at}) as before "
        f"from {{this}}) as listed where {value} < before"
    )
    words = f"{counter.name} of each {group.name} never falls over {time.name}"
    check = NoRows(query, words, (counter.name, group.name, time.name))
    seen = f"in all {table.rows:,} rows of the sample, for {group.distinct:,} values of {group.name}"
    yield from _if_so(database, table, check, Dimension.ACCURACY, Layer.BUSINESS, seen)


def _span(seconds: float) -> str:
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}{'s' if seconds > size else ''}"
    return f"{seconds:g} seconds"
