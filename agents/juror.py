"""Jurors judge blind: claim, evidence and code; not who claims, how grave it is said to be, or what others hold.

Half of the claims are put as denials, so that a juror who agrees with whatever is put to it is worth nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from agents.candidates import Judgement, Judgements
from agents.charters import charter
from agents.gate import plain
from agents.model import Door
from agents.providers import Model
from agents.quoting import fenced, masked_lines, numbered
from agents.structured import Question, ask
from headgate.evidence import EvidenceKind
from headgate.finding import Finding
from headgate.gap import Gap
from headgate.review import Seat
from headgate.secrets import mask
from headgate.source.snapshot import Snapshot
from headgate.verdict import Stands, Verdict

_LINES_AROUND = 12


@dataclass(frozen=True, slots=True)
class Judged:
    """What one juror said of several claims."""

    verdicts: tuple[Verdict, ...]
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]


def judge(door: Door, juror: Model, findings: Sequence[Finding], snapshot: Snapshot) -> Judged:
    """What `juror` holds of `findings`. What it does not answer is no verdict."""
    asked = ask(door, (juror,), _question(juror, findings, snapshot))
    if asked.value is None:
        return Judged((), asked.seats, asked.gaps)
    share = max(len(findings), 1)
    tokens = sum(seat.prompt_tokens + seat.completion_tokens for seat in asked.seats) // share
    costs = [seat.cost for seat in asked.seats]
    cost = None if None in costs else sum(cost or 0.0 for cost in costs) / share
    seconds = round(sum(seat.seconds for seat in asked.seats), 3)
    verdicts = []
    for number, finding in enumerate(findings, start=1):
        said = next((one for one in asked.value.judgements if one.claim == number), None)
        if said is not None:
            stands, reason = _verdict(said, finding, juror, snapshot)
            verdicts.append(
                Verdict(finding.fingerprint, juror.name, stands, reason, plain(said.quote), tokens, cost, seconds)
            )
    return Judged(tuple(verdicts), asked.seats, asked.gaps)


def _question(juror: Model, findings: Sequence[Finding], snapshot: Snapshot) -> Question[Judgements]:
    claims = [
        f"# Claim {number}\n{_claim(finding, denied(finding, juror))}\n{_shown(finding, snapshot)}"
        for number, finding in enumerate(findings, start=1)
    ]
    return Question("juror", charter("juror"), ("\n\n".join(claims), "Judge every claim."), Judgements, 3_000)


def denied(finding: Finding, juror: Model) -> bool:
    """Whether this juror is given the claim as a denial; the same on every run."""
    return hashlib.blake2b(f"{finding.fingerprint}{juror.name}".encode(), digest_size=1).digest()[0] % 2 == 1


def _claim(finding: Finding, negated: bool) -> str:
    message = fenced("statement", mask(finding.message))
    return f"It is not so that:\n{message}" if negated else f"It is so that:\n{message}"


def _shown(finding: Finding, snapshot: Snapshot) -> str:
    at = finding.location
    lines = masked_lines(snapshot, at.path)
    marked = frozenset(range(at.start_line, at.last_line + 1))
    code = numbered(lines, at.start_line - _LINES_AROUND, at.last_line + _LINES_AROUND, marked)
    paths = [piece.text for piece in finding.evidence if piece.kind is EvidenceKind.LINEAGE]
    more = f"\nlineage:\n{mask(chr(10).join(paths))}" if paths else ""
    return fenced("code", f"{at.path}\n{code}{more}")


def _verdict(said: Judgement, finding: Finding, juror: Model, snapshot: Snapshot) -> tuple[Stands, str]:
    stands = Stands(said.holds)
    if denied(finding, juror) and stands is not Stands.CANNOT_TELL:
        stands = Stands.NO if stands is Stands.YES else Stands.YES
    reason = " ".join(plain(said.reason).split())
    text = "\n".join(masked_lines(snapshot, finding.location.path))
    if said.quote.strip() and said.quote.strip() not in text:
        return Stands.CANNOT_TELL, f"its quote is not in the file; it said: {reason}"
    return stands, reason
