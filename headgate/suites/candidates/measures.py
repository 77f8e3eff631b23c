"""Rules about all rows together: shares, means, rows a day, hours of the day, how fresh the newest row is.

A margin of several standard errors, and some of the value itself beside it, since tomorrow's rows are no random
part of today's.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, sqrt

from headgate.suites.candidates.pairs import is_identifier
from headgate.suites.checks import Check, Measure
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import literal, quoted

_LEAST_SHARE = 100
_LEAST_MEAN = 100
_LEAST_HOURS = 200
_LEAST_DAYS = 14
_ERRORS = 4.0
_ERRORS_OF_MEAN = 6.0
_DRIFT = 0.1
_MOST_SPREAD = 5.0
_DAYTIME = 0.99
_BUSY_HOURS = 8
_BUSY = 0.5


def of_column(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    """Measures of one column; their numbers come from `part`."""
    yield from _empty(whole, column, part)
    if column.numeric and not is_identifier(column):
        yield from _mean(whole, column, part)
    if column.family == "text" and 2 <= len(column.values) <= 12:
        yield from _commonest(whole, column, part)
    if column.hours:
        yield from _daytime(whole, column, part)


def of_rows(whole: TableProfile, part: TableProfile) -> Iterator[Rule]:
    """Rows a day, where the table has a time."""
    if not whole.order or whole.days < _LEAST_DAYS or whole.cut or part.days < 1 or whole.rows < _LEAST_SHARE:
        return
    at = f"cast({quoted(whole.order)} as timestamp)"
    aggregate = f"count(*) / (greatest(date_diff('day', min({at}), max({at})), 0) + 1)"
    days = part.days + 1
    rate = part.rows / days
    margin = _ERRORS * sqrt(rate / days) + _DRIFT * rate
    if margin >= rate:
        return
    words = f"rows a day by {whole.order}"
    seen = f"{whole.rows:,} rows over {whole.days:.0f} days, {whole.rows / (whole.days + 1):.3g} a day"
    check = Measure(aggregate, words, (), _short(rate - margin), _short(rate + margin))
    yield _rule(whole, check, Dimension.COMPLETENESS, seen)


def _rule(whole: TableProfile, check: Check, dimension: Dimension, seen: str) -> Rule:
    return Rule(whole.name, check, dimension, Layer.STATISTICAL, (Ground(GroundKind.PROFILE, seen),))


def _share_margin(share: float, rows: int) -> float:
    return _ERRORS * sqrt(max(share * (1 - share), 1 / max(rows, 1)) / max(rows, 1)) + 0.02


def _empty(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    share = part.nulls / part.rows
    if column.nulls and column.rows >= _LEAST_SHARE and column.nulls <= column.rows / 2:
        aggregate = f"avg(case when {quoted(column.name)} is null then 1.0 else 0.0 end)"
        words = f"share of rows without {column.name}"
        seen = f"{column.nulls:,} of {column.rows:,} rows are without"
        check = Measure(aggregate, words, (column.name,), None, _short(share + _share_margin(share, part.rows)))
        yield _rule(whole, check, Dimension.COMPLETENESS, seen)


def _mean(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    if column.filled < _LEAST_MEAN or column.distinct < 3 or not column.mean:
        return
    if column.deviation > _MOST_SPREAD * abs(column.mean):
        return
    margin = _ERRORS_OF_MEAN * part.deviation / sqrt(part.filled) + _DRIFT * abs(part.mean)
    seen = f"{column.mean:.4g} over {column.filled:,} rows, standard deviation {column.deviation:.3g}"
    check = Measure(
        f"avg({quoted(column.name)})",
        f"mean of {column.name}",
        (column.name,),
        _short(part.mean - margin),
        _short(part.mean + margin),
    )
    yield _rule(whole, check, Dimension.ACCURACY, seen)


def _commonest(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    if column.filled < _LEAST_SHARE:
        return
    value, count = column.values[0]
    share = dict(part.values).get(value, 0) / part.filled
    margin = _share_margin(share, part.filled) + 0.02
    aggregate = f"avg(case when {quoted(column.name)} = {literal(value)} then 1.0 else 0.0 end)"
    seen = f"{count:,} of {column.filled:,} rows are {value}"
    words = f"share of {column.name} = {value}"
    check = Measure(aggregate, words, (column.name,), _short(share - margin), _short(share + margin))
    yield _rule(whole, check, Dimension.ACCURACY, seen)


def _daytime(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    """The hours in which nearly all rows lie, or, where they lie all round the clock, the eight busiest ones."""
    rows = sum(column.hours)
    if rows < _LEAST_HOURS or not part.hours:
        return
    first, width = _narrowest(column.hours, _DAYTIME)
    if width > 18:
        first, width = _busiest(column.hours)
        if sum(column.hours[(first + step) % 24] for step in range(width)) < _BUSY * rows:
            return
    inside = [(first + step) % 24 for step in range(width)]
    share = sum(part.hours[hour] for hour in inside) / sum(part.hours)
    at = f"hour({quoted(column.name)})"
    asked = (
        f"{at} between {inside[0]} and {inside[-1]}"
        if inside[0] <= inside[-1]
        else (f"({at} >= {inside[0]} or {at} <= {inside[-1]})")
    )
    words = f"share of {column.name} from {inside[0]:02}:00 to {inside[-1]:02}:59"
    seen = f"{sum(column.hours[hour] for hour in inside) / rows:.1%} of {rows:,} rows lie there"
    low = share - _share_margin(share, sum(part.hours))
    check = Measure(f"avg(case when {asked} then 1.0 else 0.0 end)", words, (column.name,), _short(low), None)
    yield _rule(whole, check, Dimension.TIMELINESS, seen)


def _narrowest(hours: tuple[int, ...], share: float) -> tuple[int, int]:
    total = sum(hours)
    for width in range(1, 25):
        for first in range(24):
            if sum(hours[(first + step) % 24] for step in range(width)) >= share * total:
                return first, width
    return 0, 24


def _busiest(hours: tuple[int, ...]) -> tuple[int, int]:
    def rows(first: int) -> int:
        return sum(hours[(first + step) % 24] for step in range(_BUSY_HOURS))

    return max(range(24), key=rows), _BUSY_HOURS


def _short(value: float) -> float:
    """A number with four digits, as a person would write it."""
    return float(f"{value:.4g}")


def fresh_hours(gap_days: float, lag_hours: float) -> int:
    """How old the newest row may be: as far behind as it was, and three of the longest stretches without a row."""
    return ceil(lag_hours + max(1.0, 3 * 24 * gap_days))
