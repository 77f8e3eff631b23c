"""What a rule asks: plain data from which SQL and each tool's own words are made.

Bounds and values are kept as they are written in SQL without quotes: `12.5`, `2024-01-31`, `shipped`. A NULL passes
every check but `NotNull`, as it does in SQL constraints and in all tools that the suites are written for.
"""

from __future__ import annotations

from dataclasses import dataclass

NOW = "now"
"""As an upper bound: the moment at which the check runs."""


@dataclass(frozen=True, slots=True)
class Types:
    """The columns are there, and hold what can be read as their types."""

    types: tuple[tuple[str, str], ...]
    """Column and family: integer, number, boolean, date, timestamp, text."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.types)


@dataclass(frozen=True, slots=True)
class NotNull:
    column: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Unique:
    columns: tuple[str, ...]
    """Rows in which one of them is NULL are not compared."""


@dataclass(frozen=True, slots=True)
class Accepted:
    column: str
    values: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Between:
    """Both bounds belong to the range; an empty one is open."""

    column: str
    low: str
    high: str
    family: str
    """number, integer, date or timestamp."""

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole text matches a regular expression in the words that RE2, Java and Python share."""

    column: str
    pattern: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Longer:
    """The text has at least so many characters."""

    column: str
    least: int

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Refers:
    """Each value stands in a column of another dataset."""

    column: str
    other: str
    """The other dataset."""
    field: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition on each row, as SQL of DuckDB over the columns of the dataset; unknown passes."""

    condition: str
    words: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over all rows lies between bounds."""

    aggregate: str
    """SQL of DuckDB over the columns of the dataset."""
    words: str
    columns: tuple[str, ...]
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """The newest moment lies at most so many hours before the check runs."""

    column: str
    hours: int
    family: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,)


@dataclass(frozen=True, slots=True)
class NoRows:
    """A query over the dataset and another one gives no rows; each row that it gives is a failure."""

    query: str
    """SQL of DuckDB in which `{this}` and `{other}` stand for the datasets."""
    words: str
    columns: tuple[str, ...]
    other: str = ""
    other_columns: tuple[str, ...] = ()


Check = Types | NotNull | Unique | Accepted | Between | Matches | Longer | Refers | Holds | Measure | Fresh | NoRows
