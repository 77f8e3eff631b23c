"""What jurors were measured to be worth, as counts that a person can read, and the rates that follow from them.

A rate is the mean of a Beta distribution over the counts. Its prior is what is known one step further out: a juror's
rate at one specialist's claims leans on its rate at all claims, and that on `GUESS`, which is what every juror is
taken for until it was measured. Source of the estimate: Gelman and others, Bayesian Data Analysis, section 2.4.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

GUESS = 0.7
"""Share of right answers of a juror that was never measured: a guess, the same for all."""
_AS_MANY = 10.0
"""Labelled claims that the guess counts for."""
_AS_MANY_OVERALL = 40.0
"""Labelled claims that a juror's overall rate counts for at one specialist's claims."""
_SUREST = 0.98
"""No juror is taken to be right more often than this, whatever few labelled claims say."""
_PRIOR_AS_MANY = 10.0
"""Labelled claims that an even prior counts for."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How one juror answered labelled claims of one specialist. *Cannot tell* is not counted: it has no weight."""

    juror: str
    specialist: str
    true_held: int = 0
    true_denied: int = 0
    false_held: int = 0
    false_denied: int = 0

    def plus(self, other: Counts) -> Counts:
        """The sum, under this one's name."""
        return Counts(
            self.juror,
            self.specialist,
            self.true_held + other.true_held,
            self.true_denied + other.true_denied,
            self.false_held + other.false_held,
            self.false_denied + other.false_denied,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """How often two jurors were wrong about the same labelled claims."""

    one: str
    other: str
    claims: int
    """Both answered them."""
    one_wrong: int
    other_wrong: int
    both_wrong: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a specialist's labelled claims were true."""

    specialist: str
    true: int
    false: int


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a juror is right."""

    sensitivity: float
    """Share of true claims that it holds."""
    specificity: float
    """Share of false claims that it does not hold."""


@dataclass(frozen=True)
class Measures:
    """Everything that was measured. Empty: every juror is worth the same, and every claim is as likely as not."""

    counts: tuple[Counts, ...] = ()
    pairs: tuple[Pair, ...] = ()
    shares: tuple[Share, ...] = ()

    def knows(self, juror: str) -> bool:
        """Whether `juror` was ever measured."""
        return (juror,) in self._sums

    def rates(self, juror: str, specialist: str) -> Rates:
        """How often `juror` is right about claims of `specialist`."""
        known = self._rates.get((juror, specialist))
        if known is None:
            known = self._rates[juror, specialist] = self._worked_out(juror, specialist)
        return known

    def _worked_out(self, juror: str, specialist: str) -> Rates:
        nothing = Counts(juror, specialist)
        overall = _rates(self._sums.get((juror,), nothing), Rates(GUESS, GUESS), _AS_MANY)
        here = _rates(self._sums.get((juror, specialist), nothing), overall, _AS_MANY_OVERALL)
        return Rates(_bounded(here.sensitivity), _bounded(here.specificity))

    def prior(self, specialist: str) -> float:
        """Log odds that a claim of `specialist` is true before anybody judged it."""
        share = self._shares.get(specialist, Share(specialist, 0, 0))
        true = share.true + _PRIOR_AS_MANY / 2
        return math.log(true / (share.false + _PRIOR_AS_MANY / 2))

    def pair(self, one: str, other: str) -> Pair | None:
        """How often the two were wrong together; None where that was never measured."""
        return self._pairs.get(frozenset((one, other)))

    @cached_property
    def correlations(self) -> dict[tuple[tuple[str, str], tuple[str, str]], float]:
        """Correlations that were worked out already, by both jurors' names and families."""
        return {}

    @cached_property
    def _rates(self) -> dict[tuple[str, str], Rates]:
        return {}

    @cached_property
    def _sums(self) -> dict[tuple[str, ...], Counts]:
        """Counts by juror, and by juror and specialist."""
        total: dict[tuple[str, ...], Counts] = {}
        for one in self.counts:
            for key in ((one.juror,), (one.juror, one.specialist)):
                total[key] = total[key].plus(one) if key in total else one
        return total

    @cached_property
    def _shares(self) -> dict[str, Share]:
        return {share.specialist: share for share in self.shares}

    @cached_property
    def _pairs(self) -> dict[frozenset[str], Pair]:
        return {frozenset((pair.one, pair.other)): pair for pair in self.pairs}


def _bounded(rate: float) -> float:
    return min(max(rate, 1 - _SUREST), _SUREST)


def _rates(counts: Counts, before: Rates, worth: float) -> Rates:
    held, missed = counts.true_held, counts.true_denied
    refused, taken = counts.false_denied, counts.false_held
    return Rates(
        (held + before.sensitivity * worth) / (held + missed + worth),
        (refused + before.specificity * worth) / (refused + taken + worth),
    )


@dataclass(frozen=True, slots=True)
class Labelled:
    """One juror's answer to a claim whose truth is known."""

    claim: str
    specialist: str
    true: bool
    juror: str
    held: bool
    """Whether it held the claim; who could not tell has no such answer."""


def measure(answers: Iterable[Labelled]) -> Measures:
    """The measures that labelled answers give. A juror's second answer to the same claim replaces its first."""
    by_claim: dict[str, dict[str, Labelled]] = {}
    for one in answers:
        by_claim.setdefault(one.claim, {})[one.juror] = one
    counts: dict[tuple[str, str], Counts] = {}
    pairs: dict[tuple[str, str], list[int]] = {}
    shares: dict[str, list[int]] = {}
    for said in by_claim.values():
        first = next(iter(said.values()))
        shares.setdefault(first.specialist, [0, 0])[not first.true] += 1
        for one in said.values():
            key = (one.juror, one.specialist)
            counts[key] = counts.get(key, Counts(*key)).plus(_counted(one))
        wrong = {juror: one.held != one.true for juror, one in sorted(said.items())}
        names = list(wrong)
        for place, one_name in enumerate(names):
            for other in names[place + 1 :]:
                sums = pairs.setdefault((one_name, other), [0, 0, 0, 0])
                for at, count in enumerate((1, wrong[one_name], wrong[other], wrong[one_name] and wrong[other])):
                    sums[at] += count
    return Measures(
        tuple(counts[key] for key in sorted(counts)),
        tuple(Pair(*key, *pairs[key]) for key in sorted(pairs)),
        tuple(Share(name, true, false) for name, (true, false) in sorted(shares.items())),
    )


def _counted(one: Labelled) -> Counts:
    true, held = one.true, one.held
    cells = (true and held, true and not held, not true and held, not true and not held)
    return Counts(one.juror, one.specialist, *map(int, cells))
