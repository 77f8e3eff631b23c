"""Simulated jurors, and the claims that they judge.

Errors are tied by a Gaussian copula with one factor for the claim and one for each family: a juror errs where a
standard normal variable falls below the quantile of its error rate, and part of that variable's variance is shared.
Source: Emrich and Piedmonte, A method for generating high-dimensional multivariate binary variates, The American
Statistician 45 (1991).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from agents.council.vote import Sitter, Vote
from headgate.verdict import Stands

_NORMAL = NormalDist()
WITH_FACT = 0.95
"""How often a juror is right who was shown the fact that decides the claim."""


@dataclass(frozen=True)
class Juror:
    """One simulated juror."""

    name: str
    family: str
    sensitivity: float
    specificity: float
    cost: float = 1.0
    agrees: float = 0.0
    """How often it agrees with whatever is put to it, without looking."""
    unsure: float = 0.05
    """How often it cannot tell."""
    at_home: Mapping[str, float] = field(default_factory=dict)
    """Added to both rates at the claims of a specialist."""

    @property
    def sitter(self) -> Sitter:
        """This juror as the council knows it."""
        return Sitter(self.name, self.family, self.cost)

    def right(self, true: bool, specialist: str) -> float:
        """How often it is right of such claims."""
        rate = (self.sensitivity if true else self.specificity) + self.at_home.get(specialist, 0.0)
        return min(max(rate, 0.02), 0.98)


@dataclass(frozen=True)
class World:
    """A panel, and what claims come before it."""

    name: str
    words: str
    jurors: tuple[Juror, ...]
    prevalence: Mapping[str, float]
    """Share of true claims, by specialist."""
    common: float = 0.15
    """Share of the variance that all jurors have in common: hard claims are hard for all."""
    family: float = 0.35
    """Share that the jurors of one family have in common beside that."""
    fact: float = 0.4
    """How often there is a fact, which a tool can look up, that decides an open claim."""


@dataclass(frozen=True)
class Claim:
    """One claim, with what each juror would say of it if it were asked."""

    specialist: str
    true: bool
    right: Mapping[str, bool]
    agrees: frozenset[str]
    unsure: frozenset[str]
    denied: frozenset[str]
    """Jurors to whom it is put as a denial."""
    fact: bool
    """Whether a fact decides it."""
    seen_through: bool
    """Whether a juror who is shown that fact is right."""

    def answer(self, juror: Juror, *, denials: bool = True, fact: bool = False) -> Vote:
        """What `juror` says.

        Args:
            denials: whether half of the claims are put as denials.
            fact: whether it is shown the fact, where there is one.
        """
        denied = denials and juror.name in self.denied
        if fact and self.fact:
            held = self.true == self.seen_through
        elif juror.name in self.unsure:
            return Vote(juror.name, juror.family, Stands.CANNOT_TELL)
        elif juror.name in self.agrees:
            held = not denied
        else:
            held = self.true == self.right[juror.name]
        return Vote(juror.name, juror.family, Stands.YES if held else Stands.NO)


def draw(world: World, claims: int, seed: str) -> list[Claim]:
    """`claims` claims of `world`; equal seeds give equal claims."""
    chance = random.Random(seed)  # noqa: S311 - a simulation has to give the same again
    specialists = sorted(world.prevalence)
    return [_claim(world, specialists[at % len(specialists)], chance) for at in range(claims)]


def _claim(world: World, specialist: str, chance: random.Random) -> Claim:
    true = chance.random() < world.prevalence[specialist]
    common = chance.gauss(0, 1)
    families = {name: chance.gauss(0, 1) for name in sorted({juror.family for juror in world.jurors})}
    own = math.sqrt(1 - world.common - world.family)
    right: dict[str, bool] = {}
    agrees: set[str] = set()
    unsure: set[str] = set()
    denied: set[str] = set()
    for juror in world.jurors:
        shared = math.sqrt(world.common) * common + math.sqrt(world.family) * families[juror.family]
        skill = shared + own * chance.gauss(0, 1)
        right[juror.name] = skill >= _NORMAL.inv_cdf(1 - juror.right(true, specialist))
        for names, share in ((agrees, juror.agrees), (unsure, juror.unsure), (denied, 0.5)):
            if chance.random() < share:
                names.add(juror.name)
    fact, seen = chance.random() < world.fact, chance.random() < WITH_FACT
    return Claim(specialist, true, right, frozenset(agrees), frozenset(unsure), frozenset(denied), fact, seen)
