"""Who is asked next: the juror whose answer is expected to tell most for what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agents.council.measures import Measures
from agents.council.odds import log_odds, probability
from agents.council.vote import Sitter, Vote
from headgate.verdict import Stands

_LEAST_COST = 1e-6
"""A model on one's own machine costs nothing; it is asked before all that cost, the most telling first."""


def choose(able: Sequence[Sitter], votes: Sequence[Vote], specialist: str, measures: Measures) -> Sitter:
    """The one of `able` with the most expected information for its cost; among equals the first named."""
    return max(able, key=lambda sitter: worth(sitter, votes, specialist, measures))


def arbiter(panel: Sequence[Sitter], votes: Sequence[Vote], specialist: str, measures: Measures) -> Sitter:
    """Who decides an open claim: the most telling juror who was not asked, or the most telling of all."""
    asked = {vote.juror for vote in votes}
    fresh = [sitter for sitter in panel if sitter.name not in asked]
    return max(fresh or panel, key=lambda sitter: information(sitter, (), specialist, measures))


def worth(sitter: Sitter, votes: Sequence[Vote], specialist: str, measures: Measures) -> float:
    """Bits that the answer of `sitter` is expected to tell of the claim, for each unit of cost.

    Source of the measure: Lindley, On a measure of the information provided by an experiment (1956).
    """
    return information(sitter, votes, specialist, measures) / max(sitter.cost, _LEAST_COST)


def information(sitter: Sitter, votes: Sequence[Vote], specialist: str, measures: Measures) -> float:
    """Bits by which the doubt about the claim is expected to shrink."""
    now = probability(log_odds(votes, specialist, measures))
    rates = measures.rates(sitter.name, specialist)
    held = now * rates.sensitivity + (1 - now) * (1 - rates.specificity)
    after = 0.0
    for stands, share in ((Stands.YES, held), (Stands.NO, 1 - held)):
        vote = Vote(sitter.name, sitter.family, stands)
        after += share * _doubt(probability(log_odds([*votes, vote], specialist, measures)))
    return max(_doubt(now) - after, 0.0)


def _doubt(share: float) -> float:
    """The entropy of a yes-or-no question in bits."""
    if share <= 0 or share >= 1:
        return 0.0
    return -share * math.log2(share) - (1 - share) * math.log2(1 - share)
