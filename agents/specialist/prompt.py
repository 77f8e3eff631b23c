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
    """The same, to the byte, for the same specialists in every review."""
    question: str


def prompt_of(specialists: tuple[str, ...], context: Context) -> Prompt:
    """The prompt of those who sit together, for what they are shown."""
    return Prompt(system_of(specialists), f"{context.text}\n\nReport the faults.")


def system_of(specialists: tuple[str, ...]) -> str:
    """Who they are and how they work. Several get the first paragraph of each charter, one gets the whole of it."""
    common = charter("specialist", most=MOST_CANDIDATES, specialist="|".join(specialists))
    if len(specialists) == 1:
        return f"{common}\n\n{charter(specialists[0])}"
    parts = [f"{one}: {charter(one).split(chr(10), 1)[0]}" for one in specialists]
    return "\n\n".join((common, "You are several in one; say in `specialist` which of you claims it.", *parts))
