"""Carrying knowledge from one store to another as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable

from headgate.errors import HeadgateError
from knowledge.entry import Entry, from_payload
from knowledge.store import Store

_LONGEST = 20_000
"""Characters of one line; an entry is a page, not a book."""


def export(store: Store) -> str:
    """Everything that is not shipped, one entry a line, by slug."""
    entries = [entry for entry in store.all() if entry.origin != "shipped"]
    return "".join(json.dumps(entry.payload(), sort_keys=True) + "\n" for entry in entries)


def read(text: str, origin: str) -> list[Entry]:
    """The entries of exported text.

    Raises:
        HeadgateError: a line is no entry; nothing of the text is taken then.
    """
    return [
        _entry(line, f"{origin}, line {number}") for number, line in enumerate(text.splitlines(), 1) if line.strip()
    ]


def bring_in(store: Store, entries: Iterable[Entry]) -> int:
    """Put `entries` into the store; how many there were."""
    given = list(entries)
    store.put(given)
    return len(given)


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
    if entry.origin == "shipped":
        raise HeadgateError(f"{where} claims to be shipped with Headgate; give it another origin.")
    return entry
