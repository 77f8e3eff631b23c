"""What a specialist hands on."""

from __future__ import annotations

from dataclasses import dataclass

from agents.candidates import Candidate, Explanation
from headgate.gap import Gap
from headgate.review import Seat


@dataclass(frozen=True, slots=True)
class Proposals:
    """What one specialist claims."""

    specialist: str
    family: str
    """Of the model that answered; empty where none did."""
    candidates: tuple[Candidate, ...]
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]
    explanations: tuple[Explanation, ...] = ()
    """Of what the change reaches; nobody has checked them yet."""
    looked_up: tuple[str, ...] = ()
    """The tools that were asked, in order."""
