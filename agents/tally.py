"""What the council decided, carried out on the findings. No vote takes a finding of the analyzers away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headgate.finding import Finding, Level, Proof
from headgate.gap import Gap, GapKind
from headgate.verdict import Decision, Ruling, Stands, Verdict


@dataclass(frozen=True, slots=True)
class Tally:
    """What the council makes of the findings."""

    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    """One for each claim that does not stand."""


def tally(findings: Sequence[Finding], decisions: Sequence[Decision], verdicts: Sequence[Verdict]) -> Tally:
    """Argued findings that do not stand are dropped and told; others are at most ranked lower, with a note."""
    by_finding = {decision.fingerprint: decision for decision in decisions}
    kept: list[Finding] = []
    gaps: list[Gap] = []
    for finding in findings:
        decision = by_finding.get(finding.fingerprint, Decision(finding.fingerprint, Ruling.UNJUDGED, 0.0, False, ""))
        against = [one for one in verdicts if one.fingerprint == finding.fingerprint and one.stands is Stands.NO]
        if finding.proof is not Proof.ARGUED:
            kept.append(_lowered(finding, decision, against))
        elif decision.ruling is Ruling.FALLS:
            gaps.append(_dropped(finding, decision, against))
        else:
            kept.append(_judged(finding, decision))
    return Tally(tuple(kept), tuple(gaps))


def _lowered(finding: Finding, decision: Decision, against: Sequence[Verdict]) -> Finding:
    """A known bad form that the council holds to be harmless here: a note. What is derived or executed stays."""
    if decision.ruling is not Ruling.LOWERED or finding.proof is not Proof.MATCHED or finding.level is Level.NOTE:
        return finding
    why = f" ({against[0].reason})" if against else ""
    note = f"Lowered from {finding.level} by the council: {decision.words}{why}."
    return replace(finding, level=Level.NOTE, notes=(*finding.notes, note))


def _judged(finding: Finding, decision: Decision) -> Finding:
    """A claim that stands keeps its level; one that nobody could settle is a note."""
    if decision.ruling is Ruling.STANDS:
        return replace(finding, notes=(*finding.notes, f"Council: {decision.words}."))
    words = {
        Ruling.PERSON: f"Needs a person: {decision.words}.",
        Ruling.UNJUDGED: f"No juror judged it{_rest(decision)}.",
    }[decision.ruling]
    return replace(finding, level=Level.NOTE, notes=(*finding.notes, words))


def _rest(decision: Decision) -> str:
    return decision.words.removeprefix("no juror judged it")


def _dropped(finding: Finding, decision: Decision, against: Sequence[Verdict]) -> Gap:
    reason = f": {against[-1].reason}" if against else ""
    what = f"claim {finding.rule} at line {finding.location.start_line}"
    return Gap(finding.location.path, what, f"{decision.words}{reason}", GapKind.REJECTED)
