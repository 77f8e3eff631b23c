"""What the repository tells of one dataset, as plain data that goes to a worker."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.suites.rule import Ground


@dataclass(frozen=True, slots=True)
class Key:
    columns: tuple[str, ...]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Filled:
    """A column that may not be NULL."""

    column: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Typed:
    column: str
    family: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Valued:
    """All texts that a column may hold."""

    column: str
    values: tuple[str, ...]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that is joined to, or declared to refer to, a column of another dataset."""

    column: str
    other: str
    field: str
    ground: Ground
    declared: bool = False
    """A constraint or a test says so; a join alone only suggests it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the SQL that makes the dataset lets every row meet, as SQL of DuckDB."""

    condition: str
    words: str
    columns: tuple[str, ...]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Told:
    """Of one dataset."""

    columns: tuple[str, ...] = ()
    """All of them, where the repository proves that; else those that it names."""
    complete: bool = False
    keys: tuple[Key, ...] = ()
    filled: tuple[Filled, ...] = ()
    typed: tuple[Typed, ...] = ()
    values: tuple[Valued, ...] = ()
    references: tuple[Reference, ...] = ()
    conditions: tuple[Condition, ...] = ()
    roots: tuple[tuple[str, str, str], ...] = ()
    """Column, and the dataset and column whose value it passes on unchanged."""
    tested: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    """Kind of check and columns that a suite of the repository asks already."""
