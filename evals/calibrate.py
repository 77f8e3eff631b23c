"""Jurors measured on labelled claims: the cases' own faults, over the code that has them and the code that has not.

What the analyzers find in a case's head is true there. The same words over the case's base, at the place where the
faulty lines are not yet, are false. So a juror cannot tell the one from the other by how a claim is put.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agents.council.measures import Labelled, Measures, measure
from agents.judgement import MOST_CLAIMS
from agents.juror import judge
from agents.model import Door
from agents.providers import Model
from agents.quoting import masked_lines
from evals.case import Case
from evals.score import TOLERANCE
from headgate.facts.cache import Cache
from headgate.finding import Finding, Proof, State, normalise_code
from headgate.gap import Gap
from headgate.location import Location, Side
from headgate.review import Seat
from headgate.review_change import analyse
from headgate.source.snapshot import Snapshot
from headgate.verdict import Stands

Seen = Callable[[str, int, int], None]
"""Told the juror, and how many of how many claims it has judged."""


@dataclass(frozen=True)
class KnownClaim:
    """A claim whose truth is known."""

    finding: Finding
    snapshot: Snapshot
    true: bool


@dataclass(frozen=True)
class Calibration:
    """What jurors answered, and what follows from it."""

    answers: tuple[Labelled, ...]
    unsure: dict[str, int]
    """How often each juror could not tell."""
    asked: int
    """Claims that each was asked about."""
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]

    @property
    def measures(self) -> Measures:
        """Without priors: how many claims are true in made-up cases says nothing of how many are in reviews."""
        return replace(measure(self.answers), shares=())


def known_claims(cases: Iterable[Case]) -> Iterator[KnownClaim]:
    """For each fault that a case has and the analyzers find: the claim over its head, and over its base."""
    for case in cases:
        checkout = case.checkout()
        review = analyse(checkout, Cache(None)).review
        for wanted in case.expect:
            met = [one for one in review.of(State.INTRODUCED) if wanted.is_met_by(one, TOLERANCE)]
            if not met or met[0].location.side is not Side.HEAD:
                continue
            # As a model would claim it: a juror must not see that a rule proved it.
            claim = replace(met[0], proof=Proof.ARGUED, evidence=(), fix=None, related=(), notes=())
            yield KnownClaim(claim.with_fingerprint(f"{case.name} head"), checkout.head, True)
            other = _over_base(claim, checkout.head, checkout.base)
            if other is not None and checkout.base is not None:
                yield KnownClaim(other.with_fingerprint(f"{case.name} base"), checkout.base, False)


def _over_base(claim: Finding, head: Snapshot, base: Snapshot | None) -> Finding | None:
    """The claim where the base has other lines in its place; None where it has the same, or no such file."""
    at = claim.location
    lines = masked_lines(base, at.path) if base is not None else []
    faulty = normalise_code("\n".join(masked_lines(head, at.path)[at.start_line - 1 : at.last_line]))
    if not any(map(str.strip, lines)) or faulty in normalise_code("\n".join(lines)):
        return None
    # The place itself, or the nearest line above it that says anything.
    said = [number for number, line in enumerate(lines, start=1) if line.strip()]
    start = max((number for number in said if number <= at.start_line), default=said[0])
    end = max((number for number in said if number <= at.last_line), default=start)
    return replace(claim, location=Location(at.path, start, end if end > start else 0))


def calibrate(
    door: Door, models: Sequence[Model], claims: Sequence[KnownClaim], seen: Seen = lambda *_: None
) -> Calibration:
    """Ask each of `models` about every claim, blind, as a review would. One that does not answer is a gap."""
    answers: list[Labelled] = []
    unsure = dict.fromkeys((model.name for model in models), 0)
    seats: list[Seat] = []
    gaps: list[Gap] = []
    for model in models:
        for start, group in _groups(claims):
            said = judge(door, model, [one.finding for one in group], group[0].snapshot)
            seats += said.seats
            gaps += said.gaps
            for one in group:
                verdict = said.said.get(one.finding.fingerprint)
                if verdict is None:
                    continue
                if verdict.verdict.stands is Stands.CANNOT_TELL:
                    unsure[model.name] += 1
                    continue
                held = verdict.verdict.stands is Stands.YES
                finding = one.finding
                answers.append(Labelled(finding.fingerprint, finding.specialist, one.true, model.name, held))
            seen(model.name, start + len(group), len(claims))
    return Calibration(tuple(answers), unsure, len(claims), tuple(seats), tuple(dict.fromkeys(gaps)))


def _groups(claims: Sequence[KnownClaim]) -> Iterator[tuple[int, Sequence[KnownClaim]]]:
    """Claims over one snapshot that go into one question, each with where it begins."""
    start = 0
    while start < len(claims):
        end = start + 1
        while end < len(claims) and end - start < MOST_CLAIMS and claims[end].snapshot is claims[start].snapshot:
            end += 1
        yield start, claims[start:end]
        start = end


def kept_beside(old: Measures, new: Measures) -> Measures:
    """`old` with what `new` measured in the place of the same jurors' and pairs' entries."""
    jurors = {one.juror for one in new.counts}
    pairs = {frozenset((one.one, one.other)) for one in new.pairs}
    shares = {one.specialist for one in new.shares}
    return Measures(
        (*(one for one in old.counts if one.juror not in jurors), *new.counts),
        (*(one for one in old.pairs if frozenset((one.one, one.other)) not in pairs), *new.pairs),
        (*(one for one in old.shares if one.specialist not in shares), *new.shares),
    )
