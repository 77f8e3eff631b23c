"""Keys of several columns, where none alone tells the rows apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from headgate.suites.candidates.chance import LEAST_BROKEN, LEAST_ROWS
from headgate.suites.candidates.pairs import is_identifier
from headgate.suites.checks import Unique
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_MOST_COLUMNS = 7


def compound_keys(database: Database, table: TableProfile) -> Iterator[Rule]:
    """The smallest group of naming columns that repeats in no row, where by chance some would."""
    if table.rows < LEAST_ROWS or any(c.distinct == table.rows and _names(c) for c in table.columns):
        return
    usable = [c for c in table.columns if _names(c) and not c.nulls and c.distinct > 1][:_MOST_COLUMNS]
    for size in (2, 3):
        for group in combinations(usable, size):
            possible = 1.0
            for column in group:
                possible *= column.distinct
            chance = table.rows * table.rows / (2 * possible)
            if chance < LEAST_BROKEN:
                continue
            listed = ", ".join(quoted(column.name) for column in group)
            told = database.one(f"select count(distinct ({listed})) from {quoted(table.name)}")
            if int(str(told[0])) == table.rows:
                names = tuple(column.name for column in group)
                seen = (
                    f"no two of {table.rows:,} rows agree in them; unrelated columns would repeat {chance:,.0f} times"
                )
                ground = Ground(GroundKind.PROFILE, seen)
                yield Rule(table.name, Unique(names), Dimension.UNIQUENESS, Layer.CONSTRAINT, (ground,))
                return


def _names(column: ColumnProfile) -> bool:
    return column.family in ("text", "date", "timestamp") or (column.family == "integer" and is_identifier(column))
