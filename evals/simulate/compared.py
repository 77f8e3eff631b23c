"""What is compared: ways to decide, and the council with one part taken out at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.council import choice
from agents.council.measures import Measures
from agents.council.vote import Sitter, Vote
from evals.simulate.policies import Arbiter, Parts, Policies, alone, best, council, voting

COUNCIL = "council"
UNMEASURED = "council, not calibrated"

WAYS: Mapping[str, Policies] = {
    "one model, the first": alone(0),
    "one model, the one measured best": best(),
    "majority of three": voting(3, 0.5),
    "majority of all families": voting(9, 0.5),
    "unanimous, three": voting(3, 0.99),
    UNMEASURED: council(Parts(calibration=False)),
    COUNCIL: council(),
}
"""Without the last two, nothing is put as a denial and nobody is measured."""


def _first(able: Sequence[Sitter], *_: object) -> Sitter:
    return able[0]


def _cheapest(able: Sequence[Sitter], *_: object) -> Sitter:
    return min(able, key=lambda sitter: sitter.cost)


def _most_telling(able: Sequence[Sitter], votes: Sequence[Vote], specialist: str, measures: Measures) -> Sitter:
    return max(able, key=lambda sitter: choice.information(sitter, votes, specialist, measures))


def _never(*_: object) -> bool:
    return False


@dataclass(frozen=True)
class Part:
    """One part of the council, and what is there in its place."""

    name: str
    instead: str
    without: Policies
    against: str = COUNCIL
    """The policy that has the part."""


_RAW = Parts(calibration=False)

PARTS = (
    Part("calibration", "all jurors weigh the same", council(_RAW)),
    Part("weights by specialist", "one weight for all specialists", council(Parts(by_specialist=False))),
    Part("prior by specialist", "every claim is as likely as not", council(Parts(prior=False))),
    Part("denials", "every claim is put as it is", council(Parts(denials=False))),
    Part(
        "denials, before calibration",
        "every claim is put as it is",
        council(Parts(calibration=False, denials=False)),
        UNMEASURED,
    ),
    Part("cap on a family", "votes add up as if independent", council(Parts(capped=False))),
    Part(
        "cap on a family, before calibration",
        "votes add up as if independent",
        council(Parts(calibration=False, capped=False)),
        UNMEASURED,
    ),
    Part("next juror by information for cost", "in the order of the settings", council(Parts(choose=_first))),
    Part("next juror by information for cost", "the cheapest first", council(Parts(choose=_cheapest))),
    Part("next juror by information for cost", "the most telling first", council(Parts(choose=_most_telling))),
    Part("stopping rule", "everybody is asked", council(Parts(enough=_never))),
    Part("three seats", "five seats", council(Parts(seats=5))),
    Part("five seats, before calibration", "three seats", council(Parts(calibration=False, seats=3)), UNMEASURED),
    Part("arbiter with a fact", "an arbiter without one", council(Parts(arbiter=Arbiter.PLAIN))),
    Part("arbiter with a fact", "open claims go to a person", council(Parts(arbiter=Arbiter.NOBODY))),
)

POLICIES: Mapping[str, Policies] = {
    **WAYS,
    **{f"without {part.name}: {part.instead}": part.without for part in PARTS},
}
