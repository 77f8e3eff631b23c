"""Jurors judge blind: claim, evidence and code; not who claims, how grave it is said to be, or what others hold.

Half of the claims are put as denials, so that a juror who agrees with whatever is put to it is worth nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.charters import charter
from agents.gate import plain
from agents.judgement import FactWanted, Judgement, Judgements
from agents.model import Door
from agents.providers import Model
from agents.quoting import fenced, masked_lines, numbered
from agents.structured import Asked, Question, ask
from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Finding
from headgate.gap import Gap
from headgate.review import Seat
from headgate.secrets import mask
from headgate.source.snapshot import Snapshot
from headgate.verdict import Stands, Verdict

_LINES_AROUND = 12
_MOST_EVIDENCE = 1_500
"""Characters of one piece of evidence that are shown."""
_NUMBER = re.compile(r"^[+ -]? {0,6}\d{1,7} \| ?", re.M)


@dataclass(frozen=True, slots=True)
class Said:
    """What one juror said of one claim."""

    verdict: Verdict
    missing: FactWanted | None
    """The fact that it lacks."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one juror said of several claims, by fingerprint. What it does not answer is not there."""

    said: dict[str, Said]
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]


def judge(door: Door, juror: Model, findings: Sequence[Finding], snapshot: Snapshot) -> Answered:
    """What `juror` holds of `findings`."""
    return read(ask(door, (juror,), _question(juror, findings, snapshot)), juror, findings, snapshot)


def read(
    asked: Asked[Judgements], juror: Model, findings: Sequence[Finding], snapshot: Snapshot, *, arbiter: bool = False
) -> Answered:
    """The verdicts in an answer; the question's tokens, cost and seconds are shared out between its claims."""
    said: dict[str, Said] = {}
    share = max(len(findings), 1)
    tokens = sum(seat.prompt_tokens + seat.completion_tokens for seat in asked.seats) // share
    costs = [seat.cost for seat in asked.seats]
    cost = None if None in costs else sum(one or 0.0 for one in costs) / share
    seconds = round(sum(seat.seconds for seat in asked.seats) / share, 3)
    for number, finding in enumerate(findings, start=1):
        answers = asked.value.judgements if asked.value else []
        answer = next((one for one in answers if one.claim == number), None)
        if answer is None:
            continue
        negated = not arbiter and denied(finding, juror)
        stands, reason = _verdict(answer, finding, negated, snapshot)
        verdict = Verdict(
            finding.fingerprint,
            juror.name,
            stands,
            reason,
            plain(answer.quote),
            tokens,
            cost,
            seconds,
            scenario=_line(answer.scenario) if stands is Stands.YES else "",
            denied=negated,
            arbiter=arbiter,
        )
        said[finding.fingerprint] = Said(verdict, answer.missing)
    return Answered(said, asked.seats, asked.gaps)


def _question(juror: Model, findings: Sequence[Finding], snapshot: Snapshot) -> Question[Judgements]:
    claims = [
        f"# Claim {number}\n{put(finding, denied(finding, juror))}\n{shown(finding, snapshot)}"
        for number, finding in enumerate(findings, start=1)
    ]
    return Question("juror", charter("juror"), ("\n\n".join(claims), "Judge every claim."), Judgements, 3_000)


def denied(finding: Finding, juror: Model) -> bool:
    """Whether this juror is given the claim as a denial; the same on every run."""
    return hashlib.blake2b(f"{finding.fingerprint}{juror.name}".encode(), digest_size=1).digest()[0] % 2 == 1


def put(finding: Finding, negated: bool) -> str:
    """The claim as a statement to be judged."""
    message = fenced("statement", mask(finding.message))
    return f"It is not so that:\n{message}" if negated else f"It is so that:\n{message}"


def shown(finding: Finding, snapshot: Snapshot) -> str:
    """The code and the evidence of a claim, as untrusted data."""
    at = finding.location
    lines = masked_lines(snapshot, at.path)
    marked = frozenset(range(at.start_line, at.last_line + 1))
    code = numbered(lines, at.start_line - _LINES_AROUND, at.last_line + _LINES_AROUND, marked)
    return fenced("code", "\n".join((f"{at.path}\n{code}", *_evidence(finding))))


def _evidence(finding: Finding) -> list[str]:
    beyond = [piece for piece in finding.evidence if not _own_lines(piece, finding)]
    return [f"{piece.kind.value}:\n{mask(piece.text)[:_MOST_EVIDENCE]}" for piece in beyond]


def _own_lines(piece: Evidence, finding: Finding) -> bool:
    return (
        piece.kind is EvidenceKind.QUOTE and piece.location is not None and piece.location.path == finding.location.path
    )


def _verdict(answer: Judgement, finding: Finding, negated: bool, snapshot: Snapshot) -> tuple[Stands, str]:
    """What an answer means for the claim. A claim that stands has a line to show for it."""
    holds = {"stands": Stands.YES, "does not stand": Stands.NO, "cannot tell": Stands.CANNOT_TELL}
    stands = holds[answer.answer]
    if negated and stands is not Stands.CANNOT_TELL:
        stands = Stands.NO if stands is Stands.YES else Stands.YES
    reason = _line(answer.reason)
    text = "\n".join((*masked_lines(snapshot, finding.location.path), *_evidence(finding)))
    quoted = _NUMBER.sub("", answer.quote).strip()
    if quoted and quoted not in text and answer.quote.strip() not in text:
        return Stands.CANNOT_TELL, f"its quote is not in the file; it said: {reason}"
    if not quoted and stands is Stands.YES:
        return Stands.CANNOT_TELL, f"it quotes no line; it said: {reason}"
    return stands, reason


def _line(text: str) -> str:
    return " ".join(plain(text).split())
