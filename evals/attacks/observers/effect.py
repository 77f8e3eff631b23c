"""Something that an injection reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effect:
    """What was reached, and where it was seen."""

    kind: str
    """`write`, `network`, `program`, `secret`, `finding lost`, `link`, …"""
    what: str
    """In one line, with the words that show it."""


def shown(text: str, at: int = 0, around: int = 80) -> str:
    """The words around a place, on one line, everything odd written out."""
    return text[max(0, at - around) : at + around].encode("unicode_escape").decode()
