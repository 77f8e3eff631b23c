"""Running rules: over one open file, over a project, over a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, TypeVar

from headgate.evidence import quote
from headgate.facts.project import Project
from headgate.facts.reading import Reading, SourceFile
from headgate.finding import Finding, Level
from headgate.fix import Fix
from headgate.gap import Gap, GapKind
from headgate.impact.comparison import Comparison
from headgate.location import Location, Side
from headgate.rules.patterns import PatternMatch
from headgate.rules.registry import Found, Rule, all_rules, rules_for
from headgate.rules.rewrite import rewritten
from headgate.rules.subjects import CHANGE_SUBJECTS, PROJECT_SUBJECTS, REPOSITORY_SUBJECTS
from headgate.source.snapshot import Snapshot

_QUOTED_LINES = 12
"""Longer findings are quoted by their first lines."""

_FILES_KEPT = 256
"""Files whose lines are kept while findings are quoted: rules go over the same ones in turn."""

Lines = Callable[[Location], str]
"""The text at a location."""

Whole = TypeVar("Whole")


def on_file(file: SourceFile, reading: Reading) -> tuple[tuple[Finding, ...], tuple[Gap, ...]]:
    """Findings of the rules that look at one file alone, and gaps for rules that its depth kept from looking."""
    source = file.text.split("\n")

    def lines(at: Location) -> str:
        return "\n".join(source[at.start_line - 1 : at.last_line])

    findings: list[Finding] = []
    gaps: dict[Gap, None] = {}
    for subject in reading.subjects:
        kind: type[Any] = type(subject)
        for known in rules_for(kind):
            try:
                findings += [_finding(known, found, file.path, lines) for found in known.check(subject)]
            except RecursionError:
                gaps[file.gap(f"rule {known.id}", "the file is nested too deeply for it", GapKind.TOO_LARGE)] = None
    return tuple(findings), tuple(gaps)


def on_matches(file: SourceFile, matches: Iterable[PatternMatch]) -> Iterator[Finding]:
    """Findings of the pattern rules that `matches` of one file name."""
    source = file.text.split("\n")
    known = {rule.id: rule for rule in all_rules() if rule.subject is PatternMatch}
    for match in matches:
        for found in known[match.rule].check(match):
            yield _finding(
                known[match.rule], found, file.path, lambda at: "\n".join(source[at.start_line - 1 : at.last_line])
            )


def on_project(project: Project) -> Iterator[Finding]:
    """Findings of the rules that look at a whole snapshot, beside a base or alone."""
    yield from _offered(PROJECT_SUBJECTS, project, project, _reader(project.snapshot, project.snapshot))


def on_repository(project: Project) -> Iterator[Finding]:
    """Findings of the rules that look at a change, where there is none: of all that stands."""
    yield from _offered(REPOSITORY_SUBJECTS, project, project, _reader(project.snapshot, project.snapshot))


def on_change(comparison: Comparison) -> Iterator[Finding]:
    """Findings of the rules that look at base and head together."""
    lines = _reader(comparison.head.snapshot, comparison.base.snapshot)
    yield from _offered(CHANGE_SUBJECTS, comparison, comparison.head, lines)


def _offered(
    offers: Mapping[type, Callable[[Whole], Iterable[object]]], whole: Whole, project: Project, lines: Lines
) -> Iterator[Finding]:
    for known in all_rules():
        offer = offers.get(known.subject)
        for subject in offer(whole) if offer else ():
            found = known.check(subject, project) if known.wants_project else known.check(subject)
            yield from (_finding(known, one, "", lines) for one in found)


def enabled(findings: Iterable[Finding], disabled: tuple[str, ...]) -> Iterator[Finding]:
    """`findings` without those of rules that the settings disable, by id or as `specialist/*`."""
    for finding in findings:
        if not any(PurePosixPath(finding.rule).match(pattern) for pattern in disabled):
            yield finding


def _finding(known: Rule, found: Found, path: str, lines: Lines) -> Finding:
    at = Location(found.path or path, found.line, found.end_line, found.side)
    code = lines(at)
    shown = "\n".join(code.split("\n")[:_QUOTED_LINES])
    quoted = (
        (quote(Location(at.path, at.start_line, at.start_line + shown.count("\n"), at.side), shown),) if shown else ()
    )
    level = found.level or known.level
    proof = found.proof or known.proof
    capped: Level = level if level.rank <= proof.highest_level.rank else proof.highest_level
    return Finding(
        rule=known.id,
        level=capped,
        proof=proof,
        message=found.message,
        location=at,
        entity=found.entity,
        evidence=quoted + found.evidence,
        fix=found.fix or _rewritten(found, at, code),
        related=found.related,
    ).with_fingerprint("" if found.of_file else code)


def _rewritten(found: Found, at: Location, code: str) -> Fix | None:
    if found.rewrite is None or at.side is Side.BASE:
        return None
    return rewritten(found.rewrite, at.path, at.start_line, code.split("\n", 1)[0])


def _reader(head: Snapshot, base: Snapshot) -> Lines:
    @lru_cache(maxsize=_FILES_KEPT)
    def split(path: str, side: Side) -> list[str]:
        text = (base if side is Side.BASE else head).text_of(path)
        return text.split("\n") if text is not None else []

    def lines(at: Location) -> str:
        return "\n".join(split(at.path, at.side)[at.start_line - 1 : at.last_line])

    return lines
