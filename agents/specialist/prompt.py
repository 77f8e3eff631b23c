"""The prompt of a specialist: first what is the same in every review, so that providers' caches hold it."""

from __future__ import annotations

from dataclasses import dataclass

from agents.candidates import MOST_CANDIDATES
from agents.charters import charter
from agents.packing import Context


@dataclass(frozen=True, slots=True)
class Prompt:
    """System message and question."""

    system: str
    """The same, to the byte, for a specialist in every review."""
    question: str


def prompt_of(specialist: str, context: Context) -> Prompt:
    """The prompt of `specialist` for what it is shown."""
    system = f"{charter('specialist', most=MOST_CANDIDATES, specialist=specialist)}\n\n{charter(specialist)}"
    return Prompt(system, f"{context.text}\n\nReport the faults.")
