"""How much of a vote was said already by jurors who make the same mistakes."""

from __future__ import annotations

import math

from agents.council.measures import Measures, Pair

SAME_FAMILY = 0.6
"""Correlation of errors within a family that was not measured: a guess, on the high side."""
OTHER_FAMILY = 0.0
"""Between families. Hard claims are hard for all, but to discount everybody alike only loses what they say."""
_AS_MANY = 100.0
"""Labelled claims that the guess counts for: correlations are measured slowly."""
_HIGHEST = 0.95


def correlation(one: tuple[str, str], other: tuple[str, str], measures: Measures) -> float:
    """Correlation of the errors of two jurors, each as (name, family); between 0 and 1.

    The phi coefficient of being wrong, shrunk towards the guess for their families.
    """
    known = measures.correlations.get((one, other))
    if known is None:
        known = measures.correlations[one, other] = _worked_out(one, other, measures)
    return known


def _worked_out(one: tuple[str, str], other: tuple[str, str], measures: Measures) -> float:
    guess = SAME_FAMILY if one[1] == other[1] else OTHER_FAMILY
    pair = measures.pair(one[0], other[0])
    if pair is None or not pair.claims:
        return guess
    seen = phi(pair)
    if seen is None:
        return guess
    mixed = (seen * pair.claims + guess * _AS_MANY) / (pair.claims + _AS_MANY)
    return min(max(mixed, 0.0), _HIGHEST)


def phi(pair: Pair) -> float | None:
    """The phi coefficient of two jurors' errors; None where one of them was never, or always, wrong.

    >>> phi(Pair("a", "b", 100, 20, 20, 20)), phi(Pair("a", "b", 100, 20, 20, 4))
    (1.0, 0.0)
    """
    one, other, both = (count / pair.claims for count in (pair.one_wrong, pair.other_wrong, pair.both_wrong))
    spread = one * (1 - one) * other * (1 - other)
    return None if spread <= 0 else round((both - one * other) / math.sqrt(spread), 6) + 0.0
