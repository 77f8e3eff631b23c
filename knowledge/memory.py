"""What people decided about findings, and what later reviews make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from headgate.finding import Finding, Level
from knowledge.entry import Entry, EntryKind
from knowledge.store import Store

DISMISSAL_DAYS = 365
"""A dismissal is asked again after this long, unless another day is set."""


def dismiss(
    store: Store,
    finding: Finding,
    *,
    repository: str,
    author: str,
    reason: str,
    today: date,
    days: int = DISMISSAL_DAYS,
) -> Entry:
    """Remember that a maintainer does not want this finding again; only a person's action calls this."""
    expires = (today + timedelta(days=days)).isoformat()
    entry = _decision(EntryKind.DISMISSED, finding, repository, author, today, reason, expires)
    store.put([entry])
    store.forget([_slug(EntryKind.ACCEPTED, repository, finding.fingerprint)])
    return entry


def accept(store: Store, finding: Finding, *, repository: str, author: str, today: date) -> Entry:
    """Remember that a maintainer found this right."""
    entry = _decision(EntryKind.ACCEPTED, finding, repository, author, today, "", "")
    store.put([entry])
    store.forget([_slug(EntryKind.DISMISSED, repository, finding.fingerprint)])
    return entry


def with_memory(findings: Iterable[Finding], store: Store, *, repository: str, today: date) -> tuple[Finding, ...]:
    """`findings` with the dismissed ones lowered to notes that say who dismissed them and why.

    They stay in the review: memory may lower, it may not silence.
    """
    dismissed = {
        entry.fingerprint: entry
        for entry in store.all(EntryKind.DISMISSED, repository)
        if entry.holds_on(today) and entry.fingerprint
    }
    return tuple(_lowered(finding, dismissed.get(finding.fingerprint)) for finding in findings)


def _lowered(finding: Finding, entry: Entry | None) -> Finding:
    if entry is None:
        return finding
    said = f"dismissed by {entry.author or 'a maintainer'} on {entry.added}: {entry.remedy or 'no reason given'}"
    return replace(finding, level=Level.NOTE, notes=(*finding.notes, said))


def _decision(
    kind: EntryKind, finding: Finding, repository: str, author: str, today: date, reason: str, expires: str
) -> Entry:
    return Entry(
        slug=_slug(kind, repository, finding.fingerprint),
        kind=kind,
        title=f"{finding.rule} on {finding.entity}",
        specialist=finding.specialist,
        sign=finding.message,
        remedy=reason,
        rules=(finding.rule,),
        author=author,
        added=today.isoformat(),
        expires=expires,
        repository=repository,
        path=finding.location.path,
        fingerprint=finding.fingerprint,
    )


def _slug(kind: EntryKind, repository: str, fingerprint: str) -> str:
    return f"{kind}:{repository}:{fingerprint}"
