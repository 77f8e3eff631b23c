"""The parts of a star schema.

Source: Kimball and Ross, "The Data Warehouse Toolkit", chapters 1 to 5, for the words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from headgate.design.additivity import Judgement
from headgate.design.question.model import Attribute, Expression
from headgate.design.route import Hop, Link, Route
from headgate.design.source.model import Kind, SourceSchema

UNKNOWN_KEY = "-1"
UNKNOWN_DATE = -1
UNKNOWN = "Unknown"
"""What text attributes say of a row that is not there."""


class FactType(StrEnum):
    TRANSACTION = "transaction"
    PERIODIC_SNAPSHOT = "periodic snapshot"
    ACCUMULATING_SNAPSHOT = "accumulating snapshot"
    FACTLESS = "factless"


@dataclass(frozen=True, slots=True)
class Role:
    """A dimension as a fact points to it."""

    name: str
    column: str
    dimension: str
    route: Route
    """From the base to the dimension's source table."""


@dataclass(frozen=True, slots=True)
class DateRole:
    """A date as a fact points to it."""

    name: str
    column: str
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class DimensionColumn:
    name: str
    attribute: Attribute
    """From the dimension's own source table."""
    kind: Kind
    type: str
    current: bool = False
    """The value of the last version, in all versions: type 6."""


@dataclass(frozen=True, slots=True)
class Scd:
    """How a dimension keeps what changes."""

    type: int
    """0, 1, 2 or 6."""
    reason: str


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    table: str
    key: str
    natural: tuple[str, ...]
    columns: tuple[DimensionColumn, ...]
    scd: Scd
    notes: tuple[str, ...] = ()

    def column(self, hops: tuple[Hop, ...], column: str, current: bool) -> str:
        """The name here of a source column behind `hops`; empty where it is not here."""
        return next(
            (
                one.name
                for one in self.columns
                if one.attribute.route.hops == hops and one.attribute.column == column and one.current == current
            ),
            "",
        )


@dataclass(frozen=True, slots=True)
class Junk:
    """Flags and codes of an event, each combination that occurs once."""

    name: str
    key: str
    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JunkRole:
    column: str
    junk: str
    route: Route


@dataclass(frozen=True, slots=True)
class Bridge:
    """From one row of a fact or dimension to several of a dimension, with a weight for each."""

    name: str
    link: Link
    owner: str
    """The source table on the side of the fact."""
    owner_dimension: str
    """Empty where the owner is an event, whose own key stands in the facts."""
    dimension: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A source column that stands in the fact itself: a degenerate dimension, a moment, or what a question asks."""

    name: str
    attribute: Attribute
    why: str


@dataclass(frozen=True, slots=True)
class FactMeasure:
    name: str
    expression: Expression
    additivity: Judgement
    type: str


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    base: str
    type: FactType
    grain: str
    reasons: tuple[str, ...]
    key: tuple[str, ...]
    """Names of carried columns that no two rows share; empty where the source has no known key."""
    roles: tuple[Role, ...]
    dates: tuple[DateRole, ...]
    junks: tuple[JunkRole, ...]
    carried: tuple[Carried, ...]
    measures: tuple[FactMeasure, ...]
    left_out: tuple[str, ...] = ()
    """Source columns with the reason."""
    when: Attribute | None = None
    """The date by which versions of dimensions are chosen."""


_Part = TypeVar("_Part", Dimension, Junk)


@dataclass(frozen=True)
class Star:
    schema: SourceSchema
    facts: tuple[Fact, ...]
    dimensions: tuple[Dimension, ...]
    junks: tuple[Junk, ...]
    bridges: tuple[Bridge, ...]
    years: tuple[int, int]
    """First and last year of the date dimension."""
    notes: tuple[str, ...] = ()

    @property
    def has_dates(self) -> bool:
        return any(fact.dates for fact in self.facts)

    def fact_of(self, base: str) -> Fact | None:
        return next((fact for fact in self.facts if fact.base == base), None)

    def dimension(self, name: str) -> Dimension:
        return named(self.dimensions, name)

    def dimension_of(self, table: str) -> Dimension | None:
        return next((one for one in self.dimensions if one.table == table), None)

    def junk(self, name: str) -> Junk:
        return named(self.junks, name)


def named(parts: Iterable[_Part], name: str) -> _Part:
    """The part called `name`."""
    return next(part for part in parts if part.name == name)
