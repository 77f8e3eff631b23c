"""Who can be asked about a claim, what they said, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from headgate.verdict import Stands


@dataclass(frozen=True, slots=True)
class Sitter:
    """A juror who can be asked about a claim."""

    name: str
    family: str
    """Who trained it."""
    cost: float = 1.0
    """Of one question about one claim, in any unit that is the same for all who could be asked."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What a juror holds of a claim. A juror who did not answer has no vote."""

    juror: str
    family: str
    stands: Stands
    """Of the claim itself, whichever way it was put."""

    @property
    def decides(self) -> bool:
        return self.stands is not Stands.CANNOT_TELL


class Outcome(StrEnum):
    """What a panel makes of a claim."""

    STANDS = "stands"
    FALLS = "does not stand"
    OPEN = "open"
    """Neither side outweighs the other."""
