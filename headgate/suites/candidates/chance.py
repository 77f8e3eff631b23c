"""What would be seen if two columns had nothing to do with each other."""

from __future__ import annotations

from headgate.suites.sample.door import Database
from headgate.suites.sql import quoted

LEAST_ROWS = 30
"""Rows below which a relation between columns is not spoken of."""
LEAST_BROKEN = 5
"""Rows that would have to break a relation by chance before its holding says anything."""


class Shuffled:
    """A table of which the columns after `other.` come from another row, half the table away."""

    def __init__(self, database: Database, name: str, rows: int) -> None:
        self._database = database
        self._name = quoted(name)
        self._rows = rows
        self._made = False

    def count(self, condition: str) -> int:
        """Rows that meet a condition over `one` and `other`."""
        return int(str(self._database.one(f"select count(*) from {self._joined()} where {condition}")[0]))

    def pairs(self, column: str, other: str) -> int:
        """Different pairs of a column's value with the one that another row has in the other column."""
        told = self._database.one(f"select count(distinct (one.{column}, other.{other})) from {self._joined()}")
        return int(str(told[0]))

    def _joined(self) -> str:
        if not self._made:
            self._database.connection.execute(
                f"create or replace temp table shuffled as select *, row_number() over () - 1 as headgate_row "
                f"from {self._name}"
            )
            self._made = True
        away = self._rows // 2 + 1
        return (
            f"shuffled as one join shuffled as other on other.headgate_row = (one.headgate_row + {away}) % {self._rows}"
        )


def would_break(broken: int, rows: int) -> str:
    """How a relation that holds is told."""
    return f"holds in all {rows:,} rows of the sample; in {broken:,} it would not if the columns were unrelated"
