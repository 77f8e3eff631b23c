"""What of the memory a maintainer should look at: what ends soon, what was never called up, what contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge.entry import Entry, EntryKind, Origin
from knowledge.lowering import binds
from knowledge.store import Store

SOON_DAYS = 30
IDLE_DAYS = 90
"""An entry this old that was never called up is told."""


class Concern(StrEnum):
    """Why an entry is shown, in the order of a review."""

    CONFLICT = "contradicts another"
    EXPIRED = "has ended"
    EXPIRES = "ends soon"
    UNPROVEN = "counts for nothing here"
    IDLE = "was never called up"


@dataclass(frozen=True, slots=True)
class Matter:
    """One entry to look at."""

    concern: Concern
    entry: Entry
    why: str


def matters(store: Store, today: date) -> tuple[Matter, ...]:
    """Everything that a maintainer should look at, by concern and name; what is shipped is not theirs to mend."""
    entries = store.all()
    own = [entry for entry in entries if entry.origin != Origin.SHIPPED]
    found = [*_conflicts(entries), *(matter for entry in own for matter in _of(entry, today))]
    order = list(Concern)
    return tuple(sorted(found, key=lambda one: (order.index(one.concern), one.entry.slug)))


def _of(entry: Entry, today: date) -> Iterator[Matter]:
    if not entry.holds_on(today):
        yield Matter(Concern.EXPIRED, entry, f"on {entry.expires}; dismiss it anew or forget it")
    elif entry.expires and entry.expires <= (today + timedelta(days=SOON_DAYS)).isoformat():
        yield Matter(Concern.EXPIRES, entry, f"on {entry.expires}")
    elif entry.kind is EntryKind.DISMISSED and not binds(entry, today):
        why = (
            "it was imported"
            if entry.origin == Origin.IMPORTED
            else "it does not say who took it, where and until when"
        )
        yield Matter(Concern.UNPROVEN, entry, f"{why}; `headgate knowledge confirm` makes it yours")
    elif entry.kind is EntryKind.PATTERN and not entry.recalled and _is_old(entry, today):
        yield Matter(Concern.IDLE, entry, f"since {entry.added}")


def _is_old(entry: Entry, today: date) -> bool:
    return bool(entry.added) and entry.added <= (today - timedelta(days=IDLE_DAYS)).isoformat()


def _conflicts(entries: list[Entry]) -> Iterator[Matter]:
    """Decisions on one rule in one place that went both ways, and own patterns beside others for one rule."""
    decided: defaultdict[tuple[str, str, str], list[Entry]] = defaultdict(list)
    teach: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for rule in entry.rules:
            if entry.kind is not EntryKind.PATTERN:
                decided[rule, entry.repository, entry.scope or entry.path].append(entry)
            elif not entry.held:
                teach[rule].append(entry)
    for (rule, _, scope), some in decided.items():
        kinds = {entry.kind for entry in some}
        if len(kinds) > 1:
            first = next(entry for entry in some if entry.kind is EntryKind.DISMISSED)
            number = sum(entry.kind is EntryKind.ACCEPTED for entry in some)
            yield Matter(Concern.CONFLICT, first, f"{rule} was accepted {number} times in {scope} as well")
    for rule, some in teach.items():
        own = [entry for entry in some if entry.origin != Origin.SHIPPED]
        for entry in own:
            others = [one.slug for one in some if one.slug != entry.slug]
            if others:
                yield Matter(Concern.CONFLICT, entry, f"{rule} is answered by {', '.join(others[:3])} as well")
