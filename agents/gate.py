"""The evidence gate: a machine reads every claim's evidence again. What is not there ends the claim."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from agents.candidates import Candidate, Claim
from agents.claims.checking import checked
from agents.claims.claim import Outcome
from agents.proposed_fix import proposed
from agents.quoting import masked_lines
from agents.tools.workspace import Workspace
from headgate.change import Change
from headgate.dataset import DatasetId
from headgate.evidence import Evidence, EvidenceKind, quote
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.finding import Finding, Level, Proof
from headgate.gap import Gap, GapKind
from headgate.location import Location
from headgate.review_change import Analysis
from headgate.source.checkout import Checkout

_MOST_LINES = 12
_MOST_MESSAGE = 600
_SHARED = 0.3
"""Of the words of the shorter of two faults, so many make them the same."""
_WORD = re.compile(r"[a-z]{4,}")
_SLUG = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"^[+ -]? {0,6}\d{0,7} \| ?", re.M)
_MARK = re.compile(r"^[+ ]", re.M)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Passed:
    """A claim whose evidence is there."""

    finding: Finding
    family: str
    """Of the model that made it."""
    prompt: str = ""
    """Who sat at the prompt that it came of: `quality`, `modeling+quality`."""
    gaps: tuple[Gap, ...] = ()
    """What of the claim did not pass, though the claim did."""


def check(
    specialist: str, family: str, claim: Candidate, analysis: Analysis, checkout: Checkout | None = None
) -> Passed | Gap:
    """`claim` as an argued finding, or the reason why it ends here."""
    rule = f"{specialist}/{_slug(claim.rule)}"

    def ended(why: str, what: str = "claim") -> Gap:
        return Gap(plain(claim.path)[:300], f"{what} {rule}", why, GapKind.REJECTED)

    snapshot = analysis.head.project.snapshot
    if claim.path not in snapshot:
        return ended("it names a file that is not in the snapshot")
    lines = masked_lines(snapshot, claim.path)
    start, end = _place(claim, lines)
    if not start:
        return ended("its quote does not stand in the file")
    if analysis.comparison and not _in_change(analysis.comparison.change, claim.path, start, end):
        return ended("its quote stands outside the change")
    if not plain(claim.message).strip():
        return ended("it says nothing")
    at = Location(claim.path, start, end if end > start else 0)
    known = _already_found(analysis.review.findings, rule, claim, at)
    if known:
        return ended(f"the analyzers found {known} there already")
    outcomes = [(one, checked(one, Workspace(analysis, checkout))) for one in claim.claims]
    refuted = next((outcome for _, outcome in outcomes if outcome.stands is False), None)
    if refuted is not None:
        return ended(f"a check of it says otherwise: {plain(refuted.why)}")
    finding = _with_checks(_finding(rule, claim, at, "\n".join(lines[start - 1 : end]), analysis), outcomes)
    if not claim.remedy.strip():
        return Passed(finding, family)
    fix = proposed(claim.remedy, at, snapshot)
    if isinstance(fix, str):
        told = replace(finding, notes=(*finding.notes, f"its remedy is not shown: {fix}"))
        return Passed(told, family, gaps=(ended(fix, "remedy of"),))
    # Not tried yet: the remedy's station takes it away again if it fails.
    return Passed(replace(finding, fix=fix), family)


def claimant(specialists: str, claim: Candidate) -> str:
    """Which of those who share a prompt (`modeling+quality`) makes `claim`, as far as it tells; else the first."""
    names = specialists.split("+")
    told = (claim.specialist.strip().lower(), claim.rule.split("/", 1)[0].strip().lower())
    return next((name for name in told if name in names), names[0])


def plain(text: str) -> str:
    """`text` without control characters and marks that turn or hide text."""
    return _UNPRINTABLE.sub("", text)


def _finding(rule: str, claim: Candidate, at: Location, code: str, analysis: Analysis) -> Finding:
    path, notes = _lineage(claim, analysis.head.project.graph)
    finding = Finding(
        rule=rule,
        level=Level(claim.level),
        proof=Proof.ARGUED,
        message=" ".join(plain(claim.message).split())[:_MOST_MESSAGE],
        location=at,
        entity=" ".join(plain(claim.entity).split()) or at.path,
        evidence=(quote(at, code), *path),
        notes=notes,
    ).with_fingerprint(code)
    return finding if finding.level.rank <= Level.WARNING.rank else replace(finding, level=Level.WARNING)


def _with_checks(finding: Finding, outcomes: Iterable[tuple[Claim, Outcome]]) -> Finding:
    """What was checked as evidence, and what could not be checked as a note."""
    evidence = [outcome.evidence for _, outcome in outcomes if outcome.evidence is not None]
    open_ones = [
        f"Could not be checked: {claim.kind.replace('_', ' ')} {plain(claim.subject)} ({plain(outcome.why)})."
        for claim, outcome in outcomes
        if outcome.stands is None
    ]
    return replace(
        finding,
        evidence=tuple(dict.fromkeys((*finding.evidence, *evidence))),
        notes=(*finding.notes, *dict.fromkeys(open_ones)),
    )


def _place(claim: Candidate, lines: list[str]) -> tuple[int, int]:
    """The first and last line where the quote stands, nearest to the line that was claimed; zeros where nowhere."""
    text = "\n".join(lines)
    bare = _MARK.sub("", claim.quote) if all(line[:1] in "+ " for line in claim.quote.split("\n")) else claim.quote
    without = (claim.quote, claim.quote.strip("\n"), _NUMBER.sub("", claim.quote).strip("\n"), bare)
    for wanted in dict.fromkeys(without):
        if len(wanted.strip()) < 3 or wanted.count("\n") >= _MOST_LINES:
            continue
        starts = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(re.escape(wanted), text)]
        if starts:
            start = min(starts, key=lambda line: abs(line - claim.line))
            return start, start + wanted.count("\n")
    return 0, 0


def _in_change(change: Change, path: str, start: int, end: int) -> bool:
    file = change.files.get(path)
    return file is not None and any(first <= end and start <= last for first, last in file.hunks)


def _already_found(findings: tuple[Finding, ...], rule: str, claim: Candidate, at: Location) -> str:
    """The rule that found the same: on the same lines, by the same specialist, in words of which some are the same."""
    own = _words(f"{rule} {claim.message} {claim.entity}")
    for finding in findings:
        there = finding.location
        near = there.path == at.path and there.side is at.side and finding.specialist == rule.split("/", 1)[0]
        if near and there.start_line <= at.last_line and at.start_line <= there.last_line:
            theirs = _words(f"{finding.rule} {finding.message} {finding.entity}")
            if len(own & theirs) >= _SHARED * min(len(own), len(theirs)):
                return finding.rule
    return ""


def _words(text: str) -> set[str]:
    """Words that tell what a fault is about, without its specialist's name."""
    return set(_WORD.findall(text.lower().split("/", 1)[-1]))


def _lineage(claim: Candidate, graph: PipelineGraph) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """The stated lineage as evidence where each hop is in the graph; otherwise a note that it is not."""
    if len(claim.lineage) < 2:
        return (), ()
    known = {
        str(dataset): dataset for job in graph.jobs for use in (*job.reads, *job.writes) for dataset in (use.dataset,)
    }
    steps = [known.get(name.strip()) for name in claim.lineage]
    hops = pairwise(steps)
    if all(one is not None and other is not None and _flows(graph, one, other) for one, other in hops):
        return (Evidence(EvidenceKind.LINEAGE, "\n".join(str(step) for step in steps)),), ()
    return (), ("The lineage that was stated with it is not in the graph and was left out.",)


def _flows(graph: PipelineGraph, source: DatasetId, target: DatasetId) -> bool:
    return any(use.dataset == target for job in graph.readers.get(source, ()) for use in job.writes)


def _slug(rule: str) -> str:
    last = rule.rsplit("/", 1)[-1].lower()
    return _SLUG.sub("-", last).strip("-")[:60].strip("-") or "claimed-fault"
