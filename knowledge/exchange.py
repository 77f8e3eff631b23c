"""Carrying knowledge from one store to another as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from headgate.errors import HeadgateError
from knowledge.entry import Entry, Origin, from_payload
from knowledge.store import Store

_LONGEST = 20_000
"""Characters of one line; an entry is a page, not a book."""
_MOST = 50_000
"""Lines of one text."""


def export(store: Store) -> str:
    """Everything that is not shipped, one entry a line, by slug."""
    entries = [entry for entry in store.all() if entry.origin != Origin.SHIPPED]
    return "".join(json.dumps(entry.payload(), sort_keys=True) + "\n" for entry in entries)


def read(text: str, origin: str) -> list[Entry]:
    """The entries of exported text, marked as imported: who wrote the text, wrote whatever it says of itself.

    Raises:
        HeadgateError: a line is no entry; nothing of the text is taken then.
    """
    lines = text.split("\n")
    if len(lines) > _MOST:
        raise HeadgateError(f"{origin} has more than {_MOST:,} lines; export less.")
    return [_entry(line, f"{origin}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import."""

    taken: int
    kept: tuple[str, ...] = ()
    """Names under which this store has something of its own, which stays."""


def bring_in(store: Store, entries: Iterable[Entry]) -> Brought:
    """Put `entries` into the store; none takes the place of what was written here."""
    own = {entry.slug for entry in store.all() if entry.origin != Origin.IMPORTED}
    given = {entry.slug: entry for entry in entries}
    store.put(entry for slug, entry in given.items() if slug not in own)
    kept = tuple(slug for slug in given if slug in own)
    return Brought(len(given) - len(kept), kept)


def _entry(line: str, where: str) -> Entry:
    try:
        if len(line) > _LONGEST:
            raise ValueError("it is too long")
        payload = json.loads(line)
        if not isinstance(payload, dict):
            raise TypeError("it is no object")
        entry = from_payload(payload)
    except (ValueError, TypeError, RecursionError) as error:
        raise HeadgateError(f"{where} is not an entry that `headgate knowledge export` wrote ({error}).") from error
    if entry.origin == Origin.SHIPPED:
        raise HeadgateError(f"{where} claims to be shipped with Headgate; give it another origin.")
    return replace(entry, origin=Origin.IMPORTED.value, recalled=0, last_recalled="")
