"""Which remembered patterns a finding calls up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from headgate.finding import Finding
from headgate.review import Recall
from knowledge.entry import Entry, EntryKind
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


def _by_rule(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for rule in entry.rules:
            found.setdefault(rule, []).append(entry)
    return found


def _recall(finding: Finding, entry: Entry, score: float) -> Recall:
    return Recall(finding.fingerprint, entry.slug, entry.title, entry.remedy, score, entry.source)
