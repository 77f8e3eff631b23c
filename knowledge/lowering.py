"""What later reviews make of decisions: findings are lowered and told, never taken away.

Only a decision that a maintainer of this store took, by name and for a time, counts. What was imported, and what does
not say who took it where, is told by `headgate knowledge review` and lowers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from headgate.finding import Finding, Level, Proof
from knowledge.entry import Entry, EntryKind, Origin, Via
from knowledge.similar import Nearness, nearness
from knowledge.store import Store

ENOUGH = 3
"""Dismissals of a rule in one place that lower it there."""
_WAYS = frozenset(via.value for via in Via)
_BELOW = {Level.ERROR: Level.WARNING, Level.WARNING: Level.NOTE, Level.NOTE: Level.NOTE}
_NAMED = 3


def with_memory(findings: Iterable[Finding], store: Store, *, repository: str, today: date) -> tuple[Finding, ...]:
    """`findings` with what maintainers decided of them and of others like them.

    A dismissed finding comes back as a note. Where `ENOUGH` findings of its rule were dismissed in a place, more than
    were accepted, another one there comes one level lower. A proven error keeps its level in both cases.
    """
    dismissed = [entry for entry in store.all(EntryKind.DISMISSED, repository) if binds(entry, today)]
    if not dismissed:
        return tuple(findings)
    accepted = [entry for entry in store.all(EntryKind.ACCEPTED, repository) if entry.origin == Origin.MAINTAINER]
    return tuple(_remembered(finding, dismissed, accepted, repository) for finding in findings)


def binds(entry: Entry, today: date) -> bool:
    """Whether a dismissal counts: a maintainer's own, with name, door, place and a day on which it ends."""
    told = entry.author and entry.via in _WAYS and entry.repository and entry.expires and entry.fingerprint
    return (
        entry.kind is EntryKind.DISMISSED and entry.origin == Origin.MAINTAINER and bool(told) and entry.holds_on(today)
    )


def is_critical(finding: Finding) -> bool:
    """Whether it is a proven error, which memory does not lower."""
    return finding.level is Level.ERROR and finding.proof in (Proof.EXECUTED, Proof.DERIVED)


def _remembered(finding: Finding, dismissed: Sequence[Entry], accepted: Sequence[Entry], repository: str) -> Finding:
    near = [(nearness(entry, finding, repository), entry) for entry in dismissed]
    same = next((entry for how, entry in near if how is Nearness.SAME), None)
    if same is not None:
        said = _said("dismissed", same)
        if is_critical(finding):
            return _noted(finding, f"{said}; a proven error keeps its level, a waiver in headgate.toml lets it pass")
        return replace(_noted(finding, said), level=Level.NOTE)
    here = [entry for how, entry in near if how is not Nearness.NONE]
    confirmed = [entry for entry in accepted if nearness(entry, finding, repository) is not Nearness.NONE]
    count = len({entry.fingerprint for entry in here}) - len({entry.fingerprint for entry in confirmed})
    if count >= ENOUGH and not is_critical(finding) and finding.level is not Level.NOTE:
        who = ", ".join(dict.fromkeys(entry.author for entry in here[:_NAMED]))
        said = f"lowered by memory: {count} (dismissed in {_scopes(here)} by {who})"
        return replace(_noted(finding, said), level=_BELOW[finding.level])
    alike = next((entry for how, entry in near if how is Nearness.ALIKE), None)
    return _noted(finding, _said("one like it was dismissed", alike)) if alike is not None else finding


def _scopes(entries: Sequence[Entry]) -> str:
    return ", ".join(list(dict.fromkeys(entry.scope or entry.path for entry in entries))[:_NAMED])


def _said(what: str, entry: Entry) -> str:
    return f"{what} by {entry.author} on {entry.added}: {entry.remedy or 'no reason given'}"


def _noted(finding: Finding, said: str) -> Finding:
    return replace(finding, notes=(*finding.notes, said))
