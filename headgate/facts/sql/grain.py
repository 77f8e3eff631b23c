"""What one row of a query stands for: keys and NULLs as plain data, open where other files must answer.

A statement alone cannot tell whether `orders` is unique on `customer_id`. So a key may *need* that a table be
unique on some columns, or be *inherited* from a table whose keys another file tells. `headgate.facts.sql.known`
settles both against the whole repository without parsing again.
"""

from __future__ import annotations

from dataclasses import dataclass

from headgate.dataset import DatasetId


@dataclass(frozen=True, slots=True)
class Need:
    """Holds if `table` has one row at most for each value of `columns`."""

    table: DatasetId
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Columns whose values no two rows share; no columns at all: there is one row at most."""

    columns: tuple[str, ...]
    reason: str
    """One clause: `by its GROUP BY`."""
    needs: tuple[Need, ...] = ()
    lost: tuple[str, ...] = ()
    """Parts of the key that the SELECT list drops: with any, rows may repeat."""
    filtered: bool = False
    """A filter follows, so that fewer columns may be enough."""
    weak: bool = False
    """DISTINCT or UNION: unique, but nobody says that all of the columns are needed for it."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """Rows come from `table` one by one, so its keys hold here under these names."""

    table: DatasetId
    columns: tuple[tuple[str, str], ...] = ()
    """Column of the table, column here."""
    all_columns: bool = False
    """All columns are here under their own names."""
    needs: tuple[Need, ...] = ()
    filtered: bool = False

    def here(self, column: str) -> str | None:
        """The name here of a column of the table."""
        found = dict(self.columns).get(column)
        return found or (column if self.all_columns else None)

    def there(self, column: str) -> str | None:
        """The table's name of a column here."""
        back = next((source for source, name in self.columns if name == column), None)
        return back or (column if self.all_columns else None)


@dataclass(frozen=True, slots=True)
class ColumnNulls:
    """Whether an output column may be NULL."""

    name: str
    may: bool = False
    never: bool = False
    reason: str = ""
    sources: tuple[tuple[DatasetId, str], ...] = ()
    """Where neither is told: the table columns that decide."""


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """Which texts a column can hold."""

    name: str
    values: tuple[str, ...] = ()
    closed: bool = False
    """No other text than `values`."""
    folded: str = ""
    """`lower` or `upper` where every text is written so."""
    reason: str = ""
    sources: tuple[tuple[DatasetId, str], ...] = ()
    """Table columns whose texts it can hold beside `values`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of the rows of a relation or of a query's result."""

    keys: tuple[Key, ...] = ()
    inherited: tuple[Inherited, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that is wrong if a relation has several rows for each value of some columns, or a NULL."""

    kind: str
    """`fan-out`, `filter-join`, `row-join`, `version-join`, `not-in`, `literal`, `open-end`, `join-types`."""
    line: int
    entity: str
    what: str
    """The code it is about: an aggregate, a relation, a NOT IN."""
    relation: str = ""
    """Name of the relation that decides."""
    on: tuple[str, ...] = ()
    """Its columns that the join compares."""
    also: tuple[str, ...] = ()
    """Its columns that the rows are grouped by."""
    shape: Shape = Shape()
    """Of the relation that decides."""
    nulls: ColumnNulls = ColumnNulls("")
    other: Shape = Shape()
    """Of the relation whose rows would be repeated."""
    other_on: tuple[str, ...] = ()
    """Its columns that the join compares."""
    outputs: tuple[str, ...] = ()
    """Of the query's columns those that the relation gives."""
    values: ColumnValues = ColumnValues("")
    """Of the column that is compared with `on`, for a `literal`."""


@dataclass(frozen=True, slots=True)
class Grain:
    """Keys and NULLs of a statement's result, and what hangs on those of others."""

    shape: Shape = Shape()
    nulls: tuple[ColumnNulls, ...] = ()
    risks: tuple[Risk, ...] = ()
    values: tuple[ColumnValues, ...] = ()
