"""Patterns from what was confirmed: a finding that a maintainer accepted, a remedy that stands in merged code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from headgate.finding import Finding
from headgate.secrets import mask
from knowledge.entry import Entry, EntryKind, Held, Origin
from knowledge.store import Store

_MOST_PLACES = 50
"""Of one pattern, latest first."""


def confirm(
    store: Store,
    finding: Finding,
    *,
    repository: str,
    author: str,
    today: date,
    origin: Origin,
    remedy: str = "",
) -> Entry:
    """Remember that a finding of this rule was right here, and with `remedy` what mended it.

    There is one pattern a rule, `held-<rule>`; a later confirmation adds its place, or counts it once more.
    """
    slug = pattern_slug(finding.rule)
    known = next((entry for entry in store.all(EntryKind.PATTERN) if entry.slug == slug), None)
    if known is not None and known.origin == Origin.IMPORTED:
        known = None
    held = _held(known.held if known else (), repository, finding, today)
    if known is None:
        known = Entry(
            slug=slug,
            kind=EntryKind.PATTERN,
            title=finding.rule.partition("/")[2].replace("-", " ").capitalize(),
            specialist=finding.specialist,
            sign=mask(finding.message),
            rules=(finding.rule,),
            origin=origin.value,
            author=author,
            added=today.isoformat(),
        )
    entry = replace(known, held=held, remedy=mask(remedy) or known.remedy, source=_told(held))
    store.put([entry])
    return entry


def pattern_slug(rule: str) -> str:
    """The name of the pattern of what was confirmed of a rule.

    >>> pattern_slug("spark/collect-to-driver")
    'held-spark-collect-to-driver'
    """
    return f"held-{rule.replace('/', '-')}"


def _held(known: tuple[Held, ...], repository: str, finding: Finding, today: date) -> tuple[Held, ...]:
    def here(one: Held) -> bool:
        return (one.repository, one.path, one.rule) == (repository, finding.location.path, finding.rule)

    count = sum(one.count for one in known if here(one)) + 1
    latest = Held(repository, finding.location.path, finding.rule, count, today.isoformat())
    return (latest, *(one for one in known if not here(one)))[:_MOST_PLACES]


def _told(held: tuple[Held, ...]) -> str:
    times = sum(one.count for one in held)
    repositories = ", ".join(dict.fromkeys(one.repository for one in held[:3]))
    return f"confirmed {times} time{'' if times == 1 else 's'} in {repositories}, last on {held[0].last_seen}"
