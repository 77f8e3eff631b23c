"""Where opinions agree and where they do not, as far as their own words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.consult.opinion import Opinion

_WORD = re.compile(r"[a-z0-9]{2,}")
_EMPTY = frozenset(
    ("the", "and", "for", "with", "from", "this", "that", "use", "keep", "make", "one", "should", "would", "our", "it",
     "into", "all", "per", "not", "no", "to", "of", "in", "on", "an", "is")
)  # fmt: skip
_ALIKE = 0.5
"""Of the telling words of the shorter of two choices, so many must be shared."""


@dataclass(frozen=True, slots=True)
class Camp:
    """Models whose choices read the same."""

    choice: str
    """As the first of them puts it."""
    models: tuple[str, ...]


def camps(opinions: Sequence[Opinion]) -> tuple[Camp, ...]:
    """Opinions grouped by choice, the largest group first. Words alone decide: it is a reading aid, no judgement."""
    groups: list[list[Opinion]] = []
    for opinion in opinions:
        group = next((one for one in groups if _alike(one[0].choice, opinion.choice)), None)
        if group is None:
            groups.append([opinion])
        else:
            group.append(opinion)
    groups.sort(key=lambda group: -len(group))
    return tuple(Camp(group[0].choice, tuple(one.model for one in group)) for group in groups)


def _alike(one: str, other: str) -> bool:
    words, others = _telling(one), _telling(other)
    if not words or not others or _negates(one) != _negates(other):
        return False
    return len(words & others) >= max(1, _ALIKE * min(len(words), len(others)))


def _negates(text: str) -> bool:
    return bool(re.search(r"\b(no|not|never|don'?t|avoid|against|without)\b", text.lower()))


def _telling(text: str) -> set[str]:
    return {word.rstrip("s") for word in _WORD.findall(text.lower())} - _EMPTY
