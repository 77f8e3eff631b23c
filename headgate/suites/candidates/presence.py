"""Values that are there when, and only when, another column says so: shipped_at where status is shipped."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.suites.candidates.chance import LEAST_ROWS
from headgate.suites.checks import Holds
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import literal, quoted

_MOST_VALUES = 20
_LEAST_OF_ONE = 5
"""Rows of one value before anything is said of it."""
_BY_CHANCE = 0.001
_OPTIONAL = 0.05
"""Share of rows that must have a value, and must have none."""


def presence(database: Database, table: TableProfile) -> Iterator[Rule]:
    """Columns whose NULLs hang on the value of a column with few values."""
    choices = [
        c
        for c in table.columns
        if 2 <= len(c.values) <= _MOST_VALUES and c.family in ("text", "boolean") and not c.nulls
    ]
    partly = [c for c in table.columns if _OPTIONAL <= c.nulls / c.rows <= 1 - _OPTIONAL]
    for optional in partly:
        for choice in choices:
            if optional.name != choice.name and table.rows >= LEAST_ROWS:
                yield from _told(database, table, optional, choice)


def _told(database: Database, table: TableProfile, optional: ColumnProfile, choice: ColumnProfile) -> Iterator[Rule]:
    by, value = quoted(choice.name), quoted(optional.name)
    listed = database.all(
        f"select {by}::varchar, count(*), count({value}) from {quoted(table.name)} group by 1 order by 1"
    )
    counts = [(str(name), int(str(rows)), int(str(filled))) for name, rows, filled in listed]
    share = optional.filled / optional.rows
    always = [one for one in counts if one[1] == one[2] and one[1] >= _LEAST_OF_ONE]
    never = [one for one in counts if not one[2] and one[1] >= _LEAST_OF_ONE]
    groups = (
        (always, share, "is not null", "is there", Dimension.COMPLETENESS),
        (never, 1 - share, "is null", "is empty", Dimension.CONSISTENCY),
    )
    for found, chance, asked, words, dimension in groups:
        rows = sum(one[1] for one in found)
        if not found or chance**rows > _BY_CHANCE:
            continue
        names = [one[0] for one in found]
        condition = f"({by}::varchar not in ({', '.join(map(literal, names))}) or {value} {asked})"
        told = f"{optional.name} {words} where {choice.name} is {' or '.join(names)}"
        seen = f"so in all {rows:,} such rows of the sample; of all rows {share:.0%} have it"
        check = Holds(condition, told, (optional.name, choice.name))
        yield Rule(table.name, check, dimension, Layer.BUSINESS, (Ground(GroundKind.PROFILE, seen),))
