"""Renames that a schema does not say: a field that went and one that came, held to be the same, with the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from headgate.change import Change

_ALIKE = 0.6
"""Share of letters from which two names are held to be alike."""
_MOST = 60
_WORD = re.compile(r"[A-Za-z][a-z0-9]*|[A-Z]+(?![a-z])|\d+")

_USUAL = frozenset(("id", "at", "on", "by", "is", "has", "name", "type", "date", "time", "code", "key", "count", "url"))
"""Words that names of other things share."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field or column as far as it tells who it is."""

    name: str
    type: str
    place: int
    """Counted among those beside it."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` is called `new` now, most likely."""

    old: str
    new: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"it looks like {self.old} under another name ({', '.join(self.reasons)})"


def renames(before: Sequence[Part], after: Sequence[Part], change: Change | None = None) -> tuple[Rename, ...]:
    """What went from `before` and came in `after`, paired where at least two reasons speak for it; each once."""
    kept = {one.name for one in before} & {one.name for one in after}
    gone = [one for one in before if one.name not in kept][:_MOST]
    come = [one for one in after if one.name not in kept][:_MOST]
    rated = [
        (len(reasons), old, new, reasons)
        for old in gone
        for new in come
        if old.type == new.type and len(reasons := tuple(_reasons(old, new, change))) > 1
    ]
    found: list[Rename] = []
    taken: set[str] = set()
    for _, old, new, reasons in sorted(rated, key=lambda one: -one[0]):
        if old.name not in taken and new.name not in taken:
            taken |= {old.name, new.name}
            found.append(Rename(old.name, new.name, reasons))
    return tuple(found)


def _reasons(old: Part, new: Part, change: Change | None) -> Iterator[str]:
    yield f"same type {old.type}"
    if old.place == new.place:
        yield "same place"
    if old.description and old.description == new.description:
        yield "same description"
    if alike(old.name, new.name):
        yield "names alike"
    files = _followed(old.name, new.name, change) if change is not None else 0
    if files:
        yield f"{files} changed file{'s' if files > 1 else ''} write the new name for the old"


def alike(one: str, other: str) -> bool:
    """Whether two names share most of their letters, or a word that says something.

    >>> alike("id", "order_id"), alike("shop_id", "order_id"), alike("note", "total")
    (True, False, False)
    """
    words, others = ({part.lower() for part in _WORD.findall(name)} for name in (one, other))
    shared = words & others
    if shared - _USUAL or (shared and (words <= _USUAL or others <= _USUAL)):
        return True
    return SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _ALIKE


def _followed(old: str, new: str, change: Change) -> int:
    """Files of the change in which a line with the old name went and one with the new name came."""
    was, now = (re.compile(rf"^{sign}.*\b{re.escape(name)}\b", re.M) for sign, name in (("-", old), (r"\+", new)))
    found = sum(1 for file in change.files.values() if was.search(file.text) and now.search(file.text))
    # The schema itself is one of them.
    return max(found - 1, 0)
