"""What a review says, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.gap import Gap


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault of the model, with its place."""

    fault: str
    """What kind it is: `grain-differs`, `versions-joined-by-equality`, …"""
    table: str
    sentence: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Pointer:
    """A table points to a dimension."""

    dimension: str
    by: str
    """Columns, or the way in which it is known."""
    how: str
    """`joined`, `tested` or `named`: by a join, a relationships test, or a column called like its key."""


@dataclass(frozen=True, slots=True)
class GrainPage:
    said: str
    declared: tuple[tuple[str, ...], ...]
    derived: tuple[tuple[str, ...], ...]
    verdict: str
    why: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    name: str
    additivity: str
    why: str


@dataclass(frozen=True, slots=True)
class KeyPage:
    column: str
    made: str
    """`hash`, `sequence`, `random`, `expression`, `of the source`, `unknown`."""
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    type: int | None
    reason: str
    joined: tuple[str, ...]
    """How each reader joins it, in words."""


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table."""

    name: str
    path: str
    line: int
    role: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    fact_type: str
    """Of a fact; else empty."""
    grain: GrainPage
    points_to: tuple[Pointer, ...]
    measures: tuple[MeasurePage, ...]
    degenerate: tuple[str, ...]
    flags: tuple[str, ...]
    keys: tuple[KeyPage, ...]
    history: HistoryPage | None
    unknown_member: bool | None
    vault: str
    """Of a hub, link or satellite: what the macro that makes it is told; else empty."""
    columns: tuple[tuple[str, str], ...]
    """Name and type."""
    unknown: tuple[str, ...]
    """What could not be told of it."""


@dataclass(frozen=True, slots=True)
class SharedPage:
    attribute: str
    tables: tuple[str, ...]
    same: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class ModelReview:
    """The dimensional models of a repository, reviewed."""

    repository: str
    tables: tuple[TablePage, ...]
    facts: tuple[str, ...]
    """Rows of the bus matrix."""
    dimensions: tuple[str, ...]
    """Its columns."""
    shared: tuple[SharedPage, ...]
    troubles: tuple[Trouble, ...]
    gaps: tuple[Gap, ...]
