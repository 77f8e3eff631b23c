"""What a run shows, as plain data: it is asked for where nothing is run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """What two runs showed of one table."""

    name: str
    kind: str
    """`fails`, `rows`, `values`, `same`, or `not run`."""
    detail: str = ""
    """What the engine said, or one row that only one side has."""
    columns: tuple[str, ...] = ()
    """With other values."""
    count: tuple[int, int] = (0, 0)
    """Rows on the base and on the head."""
    steady: bool = True
    """Two runs of the same version would give the same rows, in whatever order those before them come."""
    keyed: bool = False
    """A column that is another one in each row has the same values on both sides: the same rows came out."""
    alike: bool = False
    """Both sides have the same columns, of the same types and in the same order."""


@dataclass(frozen=True, slots=True)
class Apart:
    """What two runs showed of one table, with some of the rows that only one of them gave."""

    seen: Seen
    columns: tuple[str, ...] = ()
    """That both have."""
    lost: tuple[tuple[str, ...], ...] = ()
    gained: tuple[tuple[str, ...], ...] = ()
    others: tuple[int, int] = (0, 0)
    """How many rows only the base gave, and only the head."""
