"""What a juror said of a finding, and what came of all that was said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stands(StrEnum):
    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One juror's blind judgement of one finding."""

    fingerprint: str
    """Of the finding that was judged."""
    juror: str
    """The model, as LiteLLM names it."""
    stands: Stands
    """Of the finding, whichever way it was put."""
    reason: str
    quote: str = ""
    tokens: int = 0
    cost: float | None = None
    """In US dollars; None where the price is unknown."""
    seconds: float = 0.0
    scenario: str = ""
    """The run, row or record that fails, in the juror's words."""
    denied: bool = False
    """The claim was put to it as a denial: *it is not so that …*."""
    arbiter: bool = False
    """It judged last, after the jurors disagreed, and was shown their reasons and one more fact."""
    weight: float = 0.0
    """Log odds that it added for the finding; below zero against it."""


class Ruling(StrEnum):
    """What a council makes of a finding."""

    STANDS = "stands"
    FALLS = "does not stand"
    """Of a claim of a model: it is not published."""
    LOWERED = "lowered"
    """Of a finding of the analyzers: it stays, as a note."""
    PERSON = "needs a person"
    UNJUDGED = "not judged"
    """No juror answered."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of one finding before the council."""

    fingerprint: str
    ruling: Ruling
    odds: float
    """Log odds that the finding is true, by the jurors' weights."""
    calibrated: bool
    """Whether any juror who spoke was ever measured; if not, all weigh the same."""
    words: str
    """One clause: `2 of 3 confirm it; weights not calibrated`."""
    fact: str = ""
    """What was looked up when they disagreed, with its answer."""
