"""Specialists propose; they see what concerns them and publish nothing."""

from __future__ import annotations

from dataclasses import dataclass

from agents.candidates import MOST_CANDIDATES, Candidate, Candidates
from agents.charters import charter
from agents.context import Context, gather_context
from agents.model import Door
from agents.structured import Question, ask
from headgate.gap import Gap
from headgate.review import Seat
from headgate.review_change import Analysis

CONTEXT_TOKENS = 3_000
"""Of each specialist's prompt, beside the charter."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What one specialist claims."""

    specialist: str
    family: str
    """Of the model that answered; empty where none did."""
    candidates: tuple[Candidate, ...]
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]


def propose(door: Door, specialist: str, paths: tuple[str, ...], analysis: Analysis) -> Proposals:
    """What `specialist` claims of the files at `paths`."""
    role = f"specialist:{specialist}"
    context = gather_context(analysis, paths, CONTEXT_TOKENS, role)
    if not context.text:
        return Proposals(specialist, "", (), (), context.left_out)
    asked = ask(door, door.bench.specialists, _question(specialist, context))
    claims = tuple(asked.value.candidates[:MOST_CANDIDATES]) if asked.value else ()
    family = asked.model.family if asked.model else ""
    return Proposals(specialist, family, claims, asked.seats, (*asked.gaps, *context.left_out))


def _question(specialist: str, context: Context) -> Question[Candidates]:
    return Question(
        role=f"specialist:{specialist}",
        system=f"{charter('specialist', most=MOST_CANDIDATES, specialist=specialist)}\n\n{charter(specialist)}",
        parts=(context.text, "Report the faults."),
        shape=Candidates,
    )
