"""What a policy's results amount to, with intervals."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.council.vote import Outcome
from evals.simulate.policies import Result

PERSON = 0.5
"""What a claim that is put before a person counts for in `loss`, against 1 for a wrong outcome."""
_RESAMPLES = 400
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """The figures of one policy."""

    results: tuple[Result, ...]

    @property
    def precision(self) -> Interval:
        """Share of the published claims that are true."""
        published = [one for one in self.results if one.outcome is Outcome.STANDS]
        return wilson(sum(one.true for one in published), len(published))

    @property
    def recall(self) -> Interval:
        """Share of the true claims that are published."""
        true = [one for one in self.results if one.true]
        return wilson(sum(one.outcome is Outcome.STANDS for one in true), len(true))

    @property
    def wrong(self) -> float:
        """False claims published and true ones dropped, of 100 claims."""
        return 100 * sum(map(_wrong, self.results)) / len(self.results)

    @property
    def to_person(self) -> float:
        """Claims put before a person, of 100."""
        return 100 * sum(one.outcome is Outcome.OPEN for one in self.results) / len(self.results)

    @property
    def cost_per_true(self) -> Interval:
        """Cost of one true finding that was published."""
        return bootstrapped(self.results, _cost_per_true)

    @property
    def asked(self) -> float:
        """Questions for each claim."""
        return sum(one.asked for one in self.results) / len(self.results)


def loss(result: Result) -> float:
    """1 for a false claim published or a true one dropped, `PERSON` for one that a person has to look at."""
    return PERSON if result.outcome is Outcome.OPEN else float(_wrong(result))


def difference(
    whole: Sequence[Result], without: Sequence[Result], of: Callable[[Result], float], panels: int
) -> Interval:
    """By how much the mean of `of` is higher without a part than with it.

    Paired by claim; the interval is the normal one over the means of `panels` equal runs of results, since claims
    that were judged with the same measures are not independent.
    """
    pairs = [of(other) - of(one) for one, other in zip(whole, without, strict=True)]
    size = len(pairs) // panels
    means = [sum(pairs[at * size : (at + 1) * size]) / size for at in range(panels)]
    mean = sum(means) / panels
    spread = math.sqrt(sum((one - mean) ** 2 for one in means) / max(panels - 1, 1) / panels)
    return Interval(mean, mean - _Z * spread, mean + _Z * spread)


def wilson(hits: int, of: int) -> Interval:
    """A share with its Wilson score interval at 95 %.

    Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    >>> wilson(8, 10)
    Interval(value=0.8, low=0.49, high=0.943)
    """
    if not of:
        return Interval(0.0, 0.0, 1.0)
    share, squared = hits / of, _Z * _Z
    centre = (share + squared / (2 * of)) / (1 + squared / of)
    half = _Z / (1 + squared / of) * math.sqrt(share * (1 - share) / of + squared / (4 * of * of))
    return Interval(share, round(max(centre - half, 0.0), 3), round(min(centre + half, 1.0), 3))


def bootstrapped(results: Sequence[Result], figure: Callable[[Sequence[Result]], float]) -> Interval:
    """`figure` with its percentile bootstrap interval at 95 %; the same on every run."""
    chance = random.Random("bootstrap")  # noqa: S311 - the same figures again
    values = sorted(figure(chance.choices(results, k=len(results))) for _ in range(_RESAMPLES))
    return Interval(figure(results), values[int(0.025 * _RESAMPLES)], values[int(0.975 * _RESAMPLES) - 1])


def _wrong(result: Result) -> bool:
    return result.outcome is (Outcome.FALLS if result.true else Outcome.STANDS)


def _cost_per_true(results: Sequence[Result]) -> float:
    found = sum(one.true and one.outcome is Outcome.STANDS for one in results)
    return sum(one.cost for one in results) / max(found, 1)
