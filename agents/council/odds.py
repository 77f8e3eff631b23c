"""Votes added up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from agents.council.correlation import correlation
from agents.council.measures import Measures
from agents.council.vote import Vote
from agents.council.weight import weight


def log_odds(votes: Iterable[Vote], specialist: str, measures: Measures) -> float:
    """Log odds that the claim is true: the prior of its specialist's claims and what each vote adds."""
    return measures.prior(specialist) + sum(weights(list(votes), specialist, measures))


def weights(votes: Sequence[Vote], specialist: str, measures: Measures) -> list[float]:
    """What each vote adds beside the others, in the order of `votes`.

    The weightiest counts in full; each further one loses the share that its correlation with every weightier one
    says was known already. So a family of n equal jurors with correlation r adds at most 1 / r times one of them,
    and a further vote for a side never takes from that side.
    """
    alone = [weight(vote, specialist, measures) for vote in votes]
    order = sorted(range(len(votes)), key=lambda at: (-abs(alone[at]), at))
    added = [0.0] * len(votes)
    for rank, at in enumerate(order):
        if not alone[at]:
            continue
        new = 1.0
        for before in order[:rank]:
            new *= 1 - correlation(_who(votes[before]), _who(votes[at]), measures)
        added[at] = alone[at] * new
    return added


def _who(vote: Vote) -> tuple[str, str]:
    return vote.juror, vote.family


def probability(odds: float) -> float:
    """The probability that log odds stand for.

    >>> probability(0.0), round(probability(math.log(9)), 3)
    (0.5, 0.9)
    """
    return 1 / (1 + math.exp(-max(min(odds, 500.0), -500.0)))
