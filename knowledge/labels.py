"""Maintainers' decisions as labels: what the council's jurors are measured by."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.entry import Because, Entry, EntryKind, Origin
from knowledge.store import Store


@dataclass(frozen=True, slots=True)
class Label:
    """Whether a finding stood, on a maintainer's word."""

    rule: str
    specialist: str
    stands: bool
    source: str
    """The door and the name: `chat:ann`."""
    repository: str
    fingerprint: str
    """Joins it to the verdicts of a review."""
    day: str
    """ISO date."""


def labels(store: Store, repository: str = "") -> tuple[Label, ...]:
    """Labels from all decisions that say whether the finding was true, by repository and fingerprint.

    An accepted finding stands. A dismissed one does not where it was called wrong, and stands where its risk was
    taken; a dismissal that says neither is no label. What was imported is none. Expired ones are: they were true.
    """
    entries = [*store.all(EntryKind.ACCEPTED, repository), *store.all(EntryKind.DISMISSED, repository)]
    found = [_label(entry) for entry in entries if entry.origin == Origin.MAINTAINER and entry.via and entry.author]
    return tuple(
        sorted((one for one in found if one is not None), key=lambda one: (one.repository, one.fingerprint, one.rule))
    )


def _label(entry: Entry) -> Label | None:
    stands = entry.kind is EntryKind.ACCEPTED or entry.because == Because.TAKEN
    if not stands and entry.because != Because.WRONG:
        return None
    rule = entry.rules[0] if entry.rules else ""
    source = f"{entry.via}:{entry.author}"
    return Label(rule, entry.specialist, stands, source, entry.repository, entry.fingerprint, entry.added)
