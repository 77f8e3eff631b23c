"""When it is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agents.council.measures import Measures
from agents.council.odds import log_odds
from agents.council.vote import Outcome, Sitter, Vote
from headgate.verdict import Stands

MARGIN = math.log(0.6 / 0.4)
"""Log odds on either side of even between which a claim is open."""
CERTAIN = math.log(0.9 / 0.1)
"""Log odds at which nobody further is asked."""


def outcome(odds: float) -> Outcome:
    """What log odds make of a claim.

    >>> outcome(0.0).value, outcome(math.log(0.7 / 0.3)).value
    ('open', 'stands')
    """
    if odds > MARGIN:
        return Outcome.STANDS
    return Outcome.FALLS if odds < -MARGIN else Outcome.OPEN


def enough(able: Sequence[Sitter], votes: Sequence[Vote], specialist: str, measures: Measures) -> bool:
    """Whether the odds are certain, or no answer of those who can still be asked would change what comes of it."""
    odds = log_odds(votes, specialist, measures)
    if abs(odds) >= CERTAIN:
        return True
    now = outcome(odds)
    if now is Outcome.OPEN:
        return False
    against = Stands.NO if now is Outcome.STANDS else Stands.YES
    worst = [*votes, *(Vote(one.name, one.family, against) for one in able)]
    return outcome(log_odds(worst, specialist, measures)) is now
