"""What one vote is worth alone: the log of a likelihood ratio."""

from __future__ import annotations

import math

from agents.council.measures import Measures, Rates
from agents.council.vote import Vote
from headgate.verdict import Stands


def weight(vote: Vote, specialist: str, measures: Measures) -> float:
    """Log odds that `vote` adds for the claim (below zero: against it), as if its juror sat alone.

    A juror who is no better than a coin adds nothing; who is worse than one is not believed the other way round.
    """
    if not vote.decides:
        return 0.0
    held = vote.stands is Stands.YES
    return ratio(measures.rates(vote.juror, specialist), held)


def ratio(rates: Rates, held: bool) -> float:
    """log P(answer | true) / P(answer | false).

    >>> round(ratio(Rates(0.9, 0.8), True), 3), round(ratio(Rates(0.9, 0.8), False), 3)
    (1.504, -2.079)
    """
    if held:
        return max(math.log(rates.sensitivity / (1 - rates.specificity)), 0.0)
    return min(math.log((1 - rates.sensitivity) / rates.specificity), 0.0)
