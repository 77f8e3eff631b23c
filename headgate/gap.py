"""What was not looked at or not understood. Nothing is dropped in silence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GapKind(StrEnum):
    """Why something was not looked at; reviews count gaps by these."""

    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    UNREADABLE = "unreadable"
    UNPARSED = "unparsed"
    UNRESOLVED = "unresolved"
    TIMED_OUT = "timed-out"
    ASSUMED = "assumed"
    AMBIGUOUS = "ambiguous"
    """One name that could mean several datasets; they are kept apart."""
    NO_ANSWER = "no-answer"
    BUDGET = "budget"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"
    """A model's claim that was not published: its evidence is not there, or the jurors did not hold it."""


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that the review could not see."""

    path: str
    """The file, or the station of the review when no file is to blame."""
    what: str
    """What was not looked at: `statement at line 12`, `macro foo`, `juror gpt`."""
    why: str
    """One clause a reader can act on."""
    kind: GapKind = GapKind.UNPARSED
