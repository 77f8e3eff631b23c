"""What a juror said of a finding."""

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
    reason: str
    quote: str = ""
    tokens: int = 0
    cost: float | None = None
    """In US dollars; None where the price is unknown."""
    seconds: float = 0.0
