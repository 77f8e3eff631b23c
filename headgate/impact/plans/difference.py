"""One thing that is not the same in two plans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """Which way a difference goes."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"
    """Neither can be said from the plans alone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same in two plans, in plain words."""

    turn: Turn
    about: str
    """`result`, `read`, `join`, `shuffle`, `python`, `sort`, `window`, `engine`, `size`."""
    text: str
    line: int = 0
    """In the new plan; 0 where it is gone there."""
    old_line: int = 0
