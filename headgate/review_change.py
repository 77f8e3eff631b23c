"""The analyzers' review of a checkout: facts, rules, impact and tried fixes, without any model."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from headgate.change import Change, Status
from headgate.facts.cache import Cache
from headgate.finding import Finding, State
from headgate.gap import Gap, GapKind
from headgate.impact.affected import affected
from headgate.impact.comparison import Comparison
from headgate.remedy.verify import Analyse, Analysed, Before, try_fixes
from headgate.review import Coverage, Review
from headgate.rules import run
from headgate.rules.gather import Gathered, Progress, gather
from headgate.rules.registry import all_rules
from headgate.rules.suppress import suppress
from headgate.rules.survey import survey
from headgate.rules.waivers import waive
from headgate.source.checkout import Checkout
from headgate.source.snapshot import Snapshot


@dataclass(frozen=True)
class Analysis:
    """What the analyzers found, with the projects still at hand for those who ask further."""

    review: Review
    head: Gathered
    base: Gathered | None = None
    comparison: Comparison | None = None


def analyse(checkout: Checkout, cache: Cache, progress: Progress = lambda *_: None) -> Analysis:
    """Review `checkout` with the analyzers alone."""
    started = time.monotonic()
    settings = checkout.settings
    head = gather(checkout.head, settings, cache, progress)
    base = gather(checkout.base, settings, cache, progress, head) if checkout.base is not None else None
    progress("rules", 0, len(all_rules()))
    comparison = None
    if base is not None and checkout.change is not None:
        comparison = Comparison(base.project, head.project, checkout.change)
    found = _found(head, base, comparison)
    progress("rules", len(all_rules()), len(all_rules()))
    kept, silenced, waived = _kept(found, checkout, checkout.head)
    again = _again(checkout, cache, head, base, comparison)
    findings = in_order(try_fixes(in_order(kept), checkout.head, again, _before(head, comparison)))
    review = Review(
        checkout.subject,
        findings,
        affected(comparison.impact) if comparison else (),
        _coverage(checkout, head, time.monotonic() - started),
        tuple(_gaps(head, cache, comparison)),
        suppressed=in_order((*silenced, *waived)),
    )
    head.project.answers.keep()
    return Analysis(review, head, base, comparison)


def tried_again(
    checkout: Checkout, cache: Cache, analysis: Analysis, findings: Sequence[Finding]
) -> tuple[Finding, ...]:
    """`findings`, to which others may have added, with those of their fixes tried that no trial has seen yet."""
    again = _again(checkout, cache, analysis.head, analysis.base, analysis.comparison)
    return try_fixes(findings, checkout.head, again, _before(analysis.head, analysis.comparison))


def _again(
    checkout: Checkout, cache: Cache, head: Gathered, base: Gathered | None, comparison: Comparison | None
) -> Analyse:
    """How a copy of the head is analysed: as the head was, each fault at one place once, without its fixes."""

    def again(copy: Snapshot) -> Analysed:
        changed = gather(copy, checkout.settings, cache, beside=head)
        other = Comparison(comparison.base, changed.project, comparison.change) if comparison else None
        return Analysed(in_order(_kept(_found(changed, base, other), checkout, copy)[0]), changed.project)

    return again


def _before(head: Gathered, comparison: Comparison | None) -> Before:
    return Before(head.project, comparison.base, comparison.change) if comparison else Before(head.project)


def _kept(
    found: Iterable[Finding], checkout: Checkout, snapshot: Snapshot
) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings that are shown, that a comment silences, and that a waiver holds back."""
    settings = checkout.settings
    kept, silenced = suppress(run.enabled(found, settings.rules.disabled), snapshot, checkout.change)
    kept, waived = waive(kept, settings.waivers, datetime.now(tz=UTC).date())
    return kept, silenced, waived


def _found(head: Gathered, base: Gathered | None, comparison: Comparison | None) -> tuple[Finding, ...]:
    """All findings, each with its state against the base."""
    found = (*head.findings, *survey(head.project))
    if base is None or comparison is None:
        return (*found, *run.on_repository(head.project))
    before = _moved((*base.findings, *survey(base.project)), base, comparison.change)
    return (*against_base(found, before), *run.on_change(comparison))


def _moved(findings: Iterable[Finding], base: Gathered, change: Change) -> Iterator[Finding]:
    """Findings of the base under the names that their files have on the head: a moved file brings in nothing."""
    moved = {file.old_path: file.path for file in change.files.values() if file.status is Status.RENAMED}
    snapshot = base.project.snapshot
    for finding in findings:
        at = finding.location
        if at.path not in moved:
            yield finding
            continue
        of_file = finding.with_fingerprint("").fingerprint == finding.fingerprint
        code = "" if of_file else snapshot.lines_of(at.path, at.start_line, at.last_line)
        yield replace(finding, location=replace(at, path=moved[at.path])).with_fingerprint(code)


def against_base(head: Iterable[Finding], base: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of the head as introduced or pre-existing, and those of the base that are gone as fixed."""
    before = list(base)
    left = Counter(finding.fingerprint for finding in before)
    marked = []
    for finding in head:
        known = left[finding.fingerprint] > 0
        left[finding.fingerprint] -= known
        marked.append(replace(finding, state=State.PRE_EXISTING if known else State.INTRODUCED))
    for finding in before:
        if left[finding.fingerprint] > 0:
            left[finding.fingerprint] -= 1
            marked.append(replace(finding, state=State.FIXED))
    return tuple(marked)


_STATES = (State.INTRODUCED, State.PRE_EXISTING, State.FIXED)
_PROOFS = ("executed", "derived", "matched", "argued")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By worth: state, level, proof, then place; the same fault at the same place once.

    A line of a template that a loop writes out many times has its fault many times, about other names.
    """
    by_fault = {(f.state, f.fingerprint, f.location): f for f in findings}
    once = {(f.state, f.rule, f.location, f.message): f for f in by_fault.values()}
    return tuple(
        sorted(
            once.values(),
            key=lambda f: (_STATES.index(f.state), -f.level.rank, _PROOFS.index(f.proof), f.location, f.rule),
        )
    )


def _coverage(checkout: Checkout, head: Gathered, seconds: float) -> Coverage:
    files = head.project.files.values()
    kinds = Counter(kind.value for facts in files for kind in facts.kinds)
    partly = sum(bool(facts.gaps) for facts in files)
    return Coverage(
        files=len(checkout.head.entries),
        understood=len(head.project.files) - partly,
        partly=partly,
        other=len(checkout.head.entries) - len(head.project.files),
        by_kind=tuple(sorted(kinds.items())),
        changed=tuple(checkout.change.files) if checkout.change else (),
        rules=len(all_rules()),
        seconds=seconds,
    )


def _gaps(head: Gathered, cache: Cache, comparison: Comparison | None) -> Iterable[Gap]:
    yield from sorted({*head.project.gaps(), *(comparison.gaps if comparison else ())})
    if cache.trouble:
        yield Gap("", "facts cache", f"{cache.trouble}; everything was read anew", GapKind.UNAVAILABLE)
