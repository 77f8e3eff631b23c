"""Rules whose bounds are taken from a profile: with a margin, and none from too few rows.

Each is made from one part of a table, so that a guess on one half can be tried on the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.suites.candidates import measures
from headgate.suites.candidates.bounds import earliest, number_bounds
from headgate.suites.candidates.pairs import is_identifier
from headgate.suites.checks import NOW, Accepted, Between, Check, Longer, Matches, NotNull, Types, Unique
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.profile import ColumnProfile, TableProfile

_LEAST_FILLED = 20
_LEAST_RANGE = 40
_LEAST_VALUES = 50
_LEAST_OF_VALUE = 3
_MOST_VALUES = 20
_LEAST_LENGTH = 8
_LEAST_OF_ONLY = 200
"""Rows before the only value of a column is held to be meant."""
_CODES = ("status", "type", "level", "rating", "priority", "kind", "class", "grade", "tier", "stage")
_IDS = ("id", "key", "uuid", "sk", "code", "number", "no", "sku", "email", "iban", "isin", "hash")
_FUTURE = (
    "due",
    "expir",
    "valid",
    "end",
    "until",
    "plan",
    "sched",
    "expected",
    "promis",
    "deliver",
    "maturity",
    "next",
)


def fitted(table: TableProfile, whole: TableProfile) -> Iterator[Rule]:
    """Rules with bounds of `table`, one part, for the columns of which `whole` tells enough."""
    if not whole.rows or not table.rows:
        return
    if whole.rows >= _LEAST_FILLED:
        yield _types(whole)
    for column in whole.columns:
        part = table.column(column.name)
        if part is None or not part.filled:
            continue
        yield from _constraints(whole, column)
        yield from _values(whole, column, part)
        if column.numeric:
            yield from _numbers(whole, column, part)
        if column.temporal:
            yield from _times(whole, column, part)
        if column.family == "text":
            yield from _texts(whole, column, part)
        yield from measures.of_column(whole, column, part)
    yield from measures.of_rows(whole, table)


def profile_rule(table: str, check: Check, dimension: Dimension, layer: Layer, seen: str) -> Rule:
    """A rule that stands on the profile."""
    return Rule(table, check, dimension, layer, (Ground(GroundKind.PROFILE, seen),))


def _types(whole: TableProfile) -> Rule:
    told = tuple((column.name, column.family) for column in whole.columns if column.filled)
    seen = f"{len(told)} columns of the sample, read as their types in all {whole.rows:,} rows"
    return profile_rule(whole.name, Types(told), Dimension.VALIDITY, Layer.SCHEMA, seen)


def _constraints(whole: TableProfile, column: ColumnProfile) -> Iterator[Rule]:
    if not column.nulls and column.rows >= _LEAST_FILLED:
        seen = f"none is empty in {column.rows:,} rows"
        yield profile_rule(whole.name, NotNull(column.name), Dimension.COMPLETENESS, Layer.CONSTRAINT, seen)
    if column.distinct == column.filled >= _LEAST_FILLED and _is_key(whole, column):
        seen = f"{column.distinct:,} different values in {column.filled:,} rows"
        yield profile_rule(whole.name, Unique((column.name,)), Dimension.UNIQUENESS, Layer.CONSTRAINT, seen)


def _is_key(whole: TableProfile, column: ColumnProfile) -> bool:
    """Whether a column that repeats no value is meant to; a measured number differs by chance."""
    if column.family not in ("integer", "text"):
        return False
    last = column.name.rsplit("_", 1)[-1]
    named = last in _IDS
    return (
        named
        or (column.family == "text" and bool(column.shape) and not column.nulls)
        or whole.columns[0].name == column.name
    )


def _values(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    coded = column.family == "integer" and any(word in column.name for word in _CODES)
    listed = column.values
    if not (column.family == "text" or coded) or not 1 <= len(listed) <= _MOST_VALUES or not part.values:
        return
    least = min(count for _, count in listed)
    if column.filled >= (_LEAST_VALUES if len(listed) > 1 else _LEAST_OF_ONLY) and least >= _LEAST_OF_VALUE:
        seen = f"{len(listed)} values in {column.filled:,} rows, each at least {least:,} times"
        if len(listed) == 1:
            seen = f"the only value in {column.filled:,} rows"
        check = Accepted(column.name, tuple(sorted(value for value, _ in part.values)))
        yield profile_rule(whole.name, check, Dimension.VALIDITY, Layer.CONSTRAINT, seen)


def _numbers(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    if is_identifier(column) or column.filled < _LEAST_RANGE or column.distinct < 2:
        return
    if any(word in column.name for word in _CODES) and column.values:
        return
    low, high = number_bounds(part)
    seen = f"from {column.low} to {column.high} in {column.filled:,} rows, half of them {column.median:g} or less"
    check = Between(column.name, low, high, column.family)
    yield profile_rule(whole.name, check, Dimension.VALIDITY, Layer.STATISTICAL, seen)


def _times(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    if column.filled < _LEAST_RANGE or column.distinct < 3:
        return
    high = "" if any(word in column.name for word in _FUTURE) else NOW
    low = earliest(part)
    seen = f"from {column.low} to {column.high} in {column.filled:,} rows"
    check = Between(column.name, low, high, column.family)
    yield profile_rule(whole.name, check, Dimension.TIMELINESS, Layer.STATISTICAL, seen)


def _texts(whole: TableProfile, column: ColumnProfile, part: ColumnProfile) -> Iterator[Rule]:
    if len(column.values) and len(column.values) <= _MOST_VALUES:
        return
    if column.shape and part.shape:
        seen = f"all {column.distinct:,} different texts have this form"
        check: Check = Matches(column.name, part.shape)
        yield profile_rule(whole.name, check, Dimension.VALIDITY, Layer.SCHEMA, seen)
    if column.shortest >= _LEAST_LENGTH and column.filled >= _LEAST_RANGE:
        seen = f"the shortest of {column.filled:,} texts has {column.shortest} characters"
        check = Longer(column.name, max(2, part.shortest - max(1, part.shortest // 5)))
        yield profile_rule(whole.name, check, Dimension.VALIDITY, Layer.STATISTICAL, seen)
