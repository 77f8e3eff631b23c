"""A plan: steps in order, each a pull request of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from headgate.impact.compat.change import SchemaChange


class Phase(StrEnum):
    """Source: Fowler, "Parallel Change"; Ambler and Sadalage, "Refactoring Databases"."""

    EXPAND = "expand"
    """Add the new beside the old; nobody is harmed."""
    MIGRATE = "migrate"
    """Move writers, data and readers."""
    CONTRACT = "contract"
    """Take the old away, when nobody uses it."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the user says of the data; 0 where nothing is said."""

    rows: int = 0
    bytes: int = 0
    daily: int = 0
    """New bytes a day."""
    rate: int = 200_000_000
    """Bytes a second that may be read or written beside users."""


@dataclass(frozen=True, slots=True)
class Step:
    """One pull request."""

    phase: Phase
    title: str
    where: str
    """What it changes: the schema, the writers, the data, the readers."""
    statements: str = ""
    """Statements or schema text, as far as they are known."""
    check: str = ""
    """What must be so before the next step."""
    back: str = ""
    """The way back from here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps for all changes between two versions."""

    strategy: str
    """One sentence: which way round, and why for this case."""
    steps: tuple[Step, ...]
    alternatives: tuple[str, ...] = ()
    """Other ways, each with what it costs here."""
    sizing: tuple[str, ...] = ()
    """Arithmetic from the user's numbers, a line each."""
    unplanned: tuple[SchemaChange, ...] = ()
    """Breaking changes that no recipe covers."""
    unknown: tuple[str, ...] = ()
    """What of the change was not understood."""

    def ordered(self) -> Plan:
        """All expanding steps before all migrating ones before all contracting ones; in order within each."""
        order = list(Phase)
        return replace(self, steps=tuple(sorted(self.steps, key=lambda one: order.index(one.phase))))
