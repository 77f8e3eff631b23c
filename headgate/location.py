"""Places in the reviewed repository."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Which of the two snapshots of a change a place belongs to."""

    BASE = "base"
    HEAD = "head"

    __hash__ = str.__hash__  # Enum's own is written in Python, and places are hashed by the million


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A run of whole lines in one file; lines count from 1 and both ends are included."""

    path: str
    """Relative to the root of the snapshot, with forward slashes."""
    start_line: int = 1
    end_line: int = 0
    """Zero stands for `start_line`."""
    side: Side = Side.HEAD

    @property
    def last_line(self) -> int:
        return max(self.start_line, self.end_line)

    def __str__(self) -> str:
        return f"{self.path}:{self.start_line}"
