"""Ways to decide on a claim: one model, votes, and the council with each of its parts taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from agents.council import choice, stop
from agents.council.deliberation import Choose, Council, Enough, next_step
from agents.council.measures import Labelled, Measures, Pair, measure
from agents.council.vote import Outcome, Vote
from evals.simulate.world import Claim, Juror, World
from headgate.verdict import Stands


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one claim. An open one is put before a person."""

    true: bool
    outcome: Outcome
    cost: float
    asked: int


Policy = Callable[[Claim], Result]
Policies = Callable[[World, Sequence[Claim]], Policy]
"""From a world and its labelled claims to a way to decide on others."""


def alone(at: int) -> Policies:
    """One juror decides."""

    def made(world: World, _: Sequence[Claim]) -> Policy:
        juror = world.jurors[at]

        def decide(claim: Claim) -> Result:
            vote = claim.answer(juror, denials=False)
            return Result(claim.true, _of_vote(vote), juror.cost, 1)

        return decide

    return made


def best() -> Policies:
    """The one juror that was measured to be right most often decides."""

    def made(world: World, labelled: Sequence[Claim]) -> Policy:
        measures = known(world, labelled, Parts(denials=False))
        right = [_balanced(measures, juror.name) for juror in world.jurors]
        return alone(right.index(max(right)))(world, labelled)

    return made


def _balanced(measures: Measures, juror: str) -> float:
    rates = measures.rates(juror, "")
    return rates.sensitivity + rates.specificity


def voting(seats: int, share: float) -> Policies:
    """The first `seats` jurors, one of a family, vote; a claim stands where more than `share` of them hold it."""

    def made(world: World, _: Sequence[Claim]) -> Policy:
        families = {juror.family: juror for juror in reversed(world.jurors)}
        chosen = [juror for juror in world.jurors if families[juror.family] is juror][:seats]

        def decide(claim: Claim) -> Result:
            votes = [claim.answer(juror, denials=False) for juror in chosen]
            held = sum(vote.stands is Stands.YES for vote in votes)
            outcome = Outcome.STANDS if held > share * len(votes) else Outcome.FALLS
            return Result(claim.true, outcome, sum(juror.cost for juror in chosen), len(chosen))

        return decide

    return made


class Arbiter(StrEnum):
    """What happens to a claim that is open after the panel."""

    NOBODY = "it goes to a person"
    PLAIN = "one more juror decides"
    WITH_FACT = "one more juror decides, who is shown a fact where a tool finds one"


@dataclass(frozen=True)
class Parts:
    """The council's parts; each can be left out."""

    calibration: bool = True
    by_specialist: bool = True
    prior: bool = True
    denials: bool = True
    capped: bool = True
    choose: Choose = choice.choose
    enough: Enough = stop.enough
    arbiter: Arbiter = Arbiter.WITH_FACT
    seats: int = 0


def council(parts: Parts = Parts()) -> Policies:
    """The council with these parts."""

    def made(world: World, labelled: Sequence[Claim]) -> Policy:
        measures = known(world, labelled, parts)
        jurors = {juror.name: juror for juror in world.jurors}
        sitting = Council(measures, parts.choose, parts.enough, parts.seats)
        return lambda claim: _deliberated(claim, sitting, jurors, parts)

    return made


def known(world: World, labelled: Sequence[Claim], parts: Parts) -> Measures:
    """What is known of the jurors after `labelled` claims."""
    whole = measure(_answers(world, labelled, parts.denials)) if parts.calibration else Measures()
    counts, pairs = whole.counts, whole.pairs
    if not parts.by_specialist:
        counts = tuple(replace(one, specialist="") for one in counts)
    if not parts.capped:
        names = sorted(juror.name for juror in world.jurors)
        # As if measured over a million claims: wrong together no more often than by chance.
        pairs = tuple(Pair(one, other, 10**6, 10**3, 10**3, 1) for one in names for other in names if one < other)
    return Measures(counts, pairs, whole.shares if parts.prior else ())


def _answers(world: World, claims: Sequence[Claim], denials: bool) -> Iterable[Labelled]:
    for number, claim in enumerate(claims):
        for juror in world.jurors:
            vote = claim.answer(juror, denials=denials)
            if vote.decides:
                held = vote.stands is Stands.YES
                yield Labelled(str(number), claim.specialist, claim.true, juror.name, held)


def _deliberated(claim: Claim, sitting: Council, jurors: dict[str, Juror], parts: Parts) -> Result:
    panel = [juror.sitter for juror in jurors.values()]
    votes: list[Vote] = []
    cost = 0.0
    while True:
        step = next_step(sitting, panel, votes, frozenset(), claim.specialist)
        if step.ask is None:
            break
        votes.append(claim.answer(jurors[step.ask.name], denials=parts.denials))
        cost += step.ask.cost
    if step.outcome is Outcome.OPEN and parts.arbiter is not Arbiter.NOBODY:
        chosen = choice.arbiter(panel, votes, claim.specialist, sitting.measures)
        vote = claim.answer(jurors[chosen.name], denials=parts.denials, fact=parts.arbiter is Arbiter.WITH_FACT)
        cost += chosen.cost
        return Result(claim.true, _of_vote(vote), cost, len(votes) + 1)
    return Result(claim.true, step.outcome, cost, len(votes))


def _of_vote(vote: Vote) -> Outcome:
    return {Stands.YES: Outcome.STANDS, Stands.NO: Outcome.FALLS, Stands.CANNOT_TELL: Outcome.OPEN}[vote.stands]
