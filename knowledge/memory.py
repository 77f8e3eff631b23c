"""What people decided about findings. Only a person's action calls what is here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from headgate.finding import Finding
from headgate.secrets import mask
from knowledge.entry import Because, Entry, EntryKind, Origin, Via
from knowledge.learning import confirm
from knowledge.lowering import with_memory
from knowledge.similar import shape, usual_scope
from knowledge.store import Store

__all__ = ["DISMISSAL_DAYS", "MOST_DAYS", "Maintainer", "Terms", "accept", "dismiss", "with_memory"]

DISMISSAL_DAYS = 365
"""A dismissal is asked again after this long, unless another day is set."""
MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class Maintainer:
    """Who decides, and by which door."""

    name: str
    via: Via


@dataclass(frozen=True, slots=True)
class Terms:
    """What a dismissal says."""

    reason: str
    because: Because | None = None
    scope: str = ""
    """The paths that it speaks of, `*` for anything; empty for the folder of the finding."""
    days: int = DISMISSAL_DAYS
    """How long it holds, `MOST_DAYS` at most."""


def dismiss(store: Store, finding: Finding, terms: Terms, *, by: Maintainer, repository: str, today: date) -> Entry:
    """Remember that a maintainer does not want this finding again.

    Three dismissals of a rule lower it where they speak of; see `knowledge.lowering`.
    """
    entry = _decision(EntryKind.DISMISSED, finding, by, repository, today)
    entry = replace(
        entry,
        remedy=mask(terms.reason),
        expires=(today + timedelta(days=min(terms.days, MOST_DAYS))).isoformat(),
        scope=terms.scope or entry.scope,
        because=terms.because.value if terms.because else "",
    )
    store.put([entry])
    store.forget([_slug(EntryKind.ACCEPTED, repository, finding.fingerprint)])
    return entry


def accept(store: Store, finding: Finding, *, by: Maintainer, repository: str, today: date) -> Entry:
    """Remember that a maintainer found this right, and where it was."""
    entry = _decision(EntryKind.ACCEPTED, finding, by, repository, today)
    known = entry.slug in {one.slug for one in store.all(EntryKind.ACCEPTED, repository)}
    store.put([entry])
    store.forget([_slug(EntryKind.DISMISSED, repository, finding.fingerprint)])
    if not known:
        confirm(store, finding, repository=repository, author=by.name, today=today, origin=Origin.MAINTAINER)
    return entry


def _decision(kind: EntryKind, finding: Finding, by: Maintainer, repository: str, today: date) -> Entry:
    return Entry(
        slug=_slug(kind, repository, finding.fingerprint),
        kind=kind,
        title=f"{finding.rule} on {finding.entity}",
        specialist=finding.specialist,
        sign=mask(finding.message),
        rules=(finding.rule,),
        origin=Origin.MAINTAINER.value,
        via=by.via.value,
        author=by.name,
        added=today.isoformat(),
        repository=repository,
        path=finding.location.path,
        scope=usual_scope(finding.location.path),
        fingerprint=finding.fingerprint,
        entity=finding.entity,
        code=shape(finding),
    )


def _slug(kind: EntryKind, repository: str, fingerprint: str) -> str:
    return f"{kind}:{repository}:{fingerprint}"
