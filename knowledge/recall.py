"""Which remembered patterns a finding calls up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from headgate.finding import Finding
from headgate.review import Recall
from knowledge.entry import Entry, EntryKind, Origin
from knowledge.store import Store

_LINKED = 100.0
"""Score of a pattern that names the finding's rule: it needs no search."""
_SHARED = 4
"""Longer words that a found pattern must share with the finding: BM25 always has a best, however far off it is."""
_WORD = re.compile(r"[a-z_]{5,}")


def recall(findings: Iterable[Finding], store: Store, *, today: date, each: int = 1) -> tuple[Recall, ...]:
    """Up to `each` patterns for each finding; every rule is looked up once.

    A pattern that names the rule comes first; then those that the finding's words call up within its
    specialist's patterns.
    """
    linked = _by_rule(entry for entry in store.all(EntryKind.PATTERN) if entry.holds_on(today))
    found: list[Recall] = []
    by_rule: dict[str, list[tuple[Entry, float]]] = {}
    for finding in findings:
        if finding.rule not in by_rule:
            by_rule[finding.rule] = _called_up(finding, linked, store, today, each)
        found += [_recall(finding, entry, score) for entry, score in by_rule[finding.rule]]
    return tuple(found)


def _called_up(
    finding: Finding, linked: dict[str, list[Entry]], store: Store, today: date, each: int
) -> list[tuple[Entry, float]]:
    known = [(entry, _LINKED) for entry in linked.get(finding.rule, ())]
    if len(known) >= each:
        return known[:each]
    words = finding.rule.replace("/", " ").replace("-", " ")
    hits = store.search(f"{words} {finding.message}", limit=each + len(known), specialist=finding.specialist)
    told = _words(f"{words} {finding.message}")
    hits = [(entry, score) for entry, score in hits if len(told & _words(f"{entry.title} {entry.sign}")) >= _SHARED]
    slugs = {entry.slug for entry, _ in known}
    return (known + [(e, score) for e, score in hits if e.slug not in slugs and e.holds_on(today)])[:each]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


_RANK = {Origin.MAINTAINER.value: 0, Origin.SHIPPED.value: 1, Origin.REVIEW.value: 2, Origin.IMPORTED.value: 4}
"""Whose pattern speaks first for a rule; one that only says where it was confirmed comes after those that teach."""


def _by_rule(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (3 if one.held else _RANK.get(one.origin, 4), one.slug)):
        for rule in entry.rules:
            found.setdefault(rule, []).append(entry)
    return found


def _recall(finding: Finding, entry: Entry, score: float) -> Recall:
    imported = " (imported, confirmed by nobody here)" if entry.origin == Origin.IMPORTED else ""
    return Recall(finding.fingerprint, entry.slug, entry.title, entry.remedy, score, entry.source + imported)


def note_recalled(store: Store, slugs: Iterable[str], today: date) -> None:
    """Count the day for what was called up, so that what never is can be found; what is shipped is not counted."""
    wanted, day = set(slugs), today.isoformat()
    known = [entry for entry in store.all() if entry.slug in wanted and entry.origin != Origin.SHIPPED]
    store.put(
        replace(entry, recalled=entry.recalled + 1, last_recalled=day) for entry in known if entry.last_recalled != day
    )
