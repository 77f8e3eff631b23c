"""Adding up verdicts. Weights are equal until jurors have been measured; the tally says so."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from headgate.finding import Finding, Level, Proof
from headgate.gap import Gap, GapKind
from headgate.verdict import Stands, Verdict

UNCALIBRATED = math.log(0.7 / 0.3)
"""Log odds of a juror that is right in seven of ten cases: a guess, the same for all."""
_STANDS_AT = 0.1
"""Log odds above which a claim stands; the prior of a claim is even."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What the council makes of the findings."""

    findings: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    """One for each claim that does not stand."""


def log_odds(verdicts: Iterable[Verdict], weights: Mapping[str, float] | None = None) -> float:
    """For the finding: each juror's weight, with its sign; who cannot tell adds nothing."""
    sign = {Stands.YES: 1.0, Stands.NO: -1.0, Stands.CANNOT_TELL: 0.0}
    known = weights or {}
    return sum(sign[verdict.stands] * known.get(verdict.juror, UNCALIBRATED) for verdict in verdicts)


def tally(findings: Sequence[Finding], verdicts: Sequence[Verdict]) -> Tally:
    """Argued findings that do not stand are dropped and told; others are at most ranked lower, with a note."""
    kept: list[Finding] = []
    gaps: list[Gap] = []
    for finding in findings:
        said = [verdict for verdict in verdicts if verdict.fingerprint == finding.fingerprint]
        odds = log_odds(said)
        if finding.proof is not Proof.ARGUED:
            kept.append(_lowered(finding, said) if odds < -UNCALIBRATED else finding)
        elif odds < -_STANDS_AT:
            gaps.append(_dropped(finding, said))
        elif odds > _STANDS_AT:
            kept.append(replace(finding, notes=(*finding.notes, _held_by(said))))
        else:
            note = "No juror confirmed it." if said else "No juror judged it."
            kept.append(replace(finding, level=Level.NOTE, notes=(*finding.notes, note)))
    return Tally(tuple(kept), tuple(gaps))


def _lowered(finding: Finding, said: Sequence[Verdict]) -> Finding:
    """A known bad form that the council holds to be harmless here: a note. What is derived or executed stays."""
    if finding.proof is not Proof.MATCHED or finding.level is Level.NOTE:
        return finding
    against = [verdict for verdict in said if verdict.stands is Stands.NO]
    note = f"Lowered from {finding.level}: {len(against)} jurors hold that it does no harm here ({against[0].reason})."
    return replace(finding, level=Level.NOTE, notes=(*finding.notes, note))


def _held_by(said: Sequence[Verdict]) -> str:
    yes = sum(verdict.stands is Stands.YES for verdict in said)
    return f"{yes} of {len(said)} jurors confirm it (weights not calibrated)."


def _dropped(finding: Finding, said: Sequence[Verdict]) -> Gap:
    no = [verdict for verdict in said if verdict.stands is Stands.NO]
    why = f"{len(no)} of {len(said)} jurors do not hold it: {no[0].reason}"
    return Gap(
        finding.location.path, f"claim {finding.rule} at line {finding.location.start_line}", why, GapKind.REJECTED
    )
