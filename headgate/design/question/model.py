"""A question as it was asked, and as it is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from headgate.design.route import Route

PARTS = ("day", "week", "month", "quarter", "year", "weekday")
"""Of a date, what rows may be grouped by: the first day of each period, or the day of the week from 1 (Monday)."""


@dataclass(frozen=True, slots=True)
class AskedMeasure:
    """`sum` of `unit price`; `count` of `orders`."""

    function: str
    """`sum`, `avg`, `min`, `max`, `count`, `count_distinct`, `closing`; empty where none is said."""
    phrase: str
    until: str = ""
    """The later date, where the measure is the time from `phrase` to it."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class AskedFilter:
    phrase: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    start: date | None
    end: date | None
    """Exclusive."""


@dataclass
class Asked:
    """The parts of a question, in words."""

    name: str
    text: str
    measures: list[AskedMeasure] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    filters: list[AskedFilter] = field(default_factory=list)
    periods: list[AskedPeriod] = field(default_factory=list)
    among: str = ""
    """The table whose rows are counted over."""
    top: int = 0
    lowest: bool = False
    why: list[str] = field(default_factory=list)
    """What is not understood of it; with any, it is not answered."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column as it is seen from the rows of a base table."""

    column: str
    route: Route
    current: bool = False
    """As it is now, where the table keeps versions."""

    @property
    def table(self) -> str:
        return self.route.end


@dataclass(frozen=True, slots=True)
class Expression:
    """Arithmetic over columns of one row: `{0} * {1}`."""

    template: str
    columns: tuple[Attribute, ...]
    name: str
    integral: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    function: str
    name: str
    expression: Expression | None = None
    """None for a count of rows."""
    entity: Route | None = None
    """Of a count of different rows: where they are."""


@dataclass(frozen=True, slots=True)
class Grouping:
    attribute: Attribute
    name: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    attribute: Attribute
    operator: str
    """`=`, `<>`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `is null`, `is not null`."""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    attribute: Attribute
    start: date | None
    end: date | None
    """Exclusive."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with nothing left open."""

    name: str
    text: str
    base: str
    """The table whose rows are reckoned with."""
    measures: tuple[Measure, ...]
    by: tuple[Grouping, ...] = ()
    filters: tuple[Filter, ...] = ()
    periods: tuple[Period, ...] = ()
    top: int = 0
    lowest: bool = False
    notes: tuple[str, ...] = ()
    """How words were read where they could have been read otherwise."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A question that is not answered, with all the reasons."""

    name: str
    text: str
    why: tuple[str, ...]
