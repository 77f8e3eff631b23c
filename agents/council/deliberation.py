"""One claim before its panel: after each answer, who is asked next, or what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agents.council import choice, stop
from agents.council.measures import Measures
from agents.council.odds import log_odds
from agents.council.vote import Outcome, Sitter, Vote

MOST_ASKED = 3
"""Jurors who are asked about one claim at most."""
MOST_UNMEASURED = 5
"""The same where none of the panel was ever measured: then who is asked cannot be chosen, and more make up for it."""

Choose = Callable[[Sequence[Sitter], Sequence[Vote], str, Measures], Sitter]
Enough = Callable[[Sequence[Sitter], Sequence[Vote], str, Measures], bool]


@dataclass(frozen=True, slots=True)
class Council:
    """How a panel works. The defaults are what a review does; others are for the simulation that compares them."""

    measures: Measures
    choose: Choose = choice.choose
    enough: Enough = stop.enough
    seats: int = 0
    """Jurors asked about one claim at most; 0 for `MOST_ASKED` or `MOST_UNMEASURED`."""

    def most(self, panel: Sequence[Sitter]) -> int:
        """How many of `panel` are asked about one claim at most."""
        measured = any(self.measures.knows(sitter.name) for sitter in panel)
        return self.seats or (MOST_ASKED if measured else MOST_UNMEASURED)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now."""

    ask: Sitter | None
    """Who is asked next; None when it is enough."""
    outcome: Outcome
    """What would come of it if nobody else were asked."""
    odds: float


def next_step(
    council: Council, panel: Sequence[Sitter], votes: Sequence[Vote], silent: frozenset[str], specialist: str
) -> Step:
    """Ask one more of `panel`, or be done.

    Args:
        votes: what was said so far, *cannot tell* included.
        silent: jurors who were asked and did not answer.
    """
    odds = log_odds(votes, specialist, council.measures)
    now = stop.outcome(odds)
    asked = {vote.juror for vote in votes} | silent
    able = [sitter for sitter in panel if sitter.name not in asked]
    left = council.most(panel) - len(votes)
    if not able or left <= 0:
        return Step(None, now, odds)
    if votes and council.enough(
        _strongest(able, left, votes, specialist, council.measures), votes, specialist, council.measures
    ):
        return Step(None, now, odds)
    return Step(council.choose(able, votes, specialist, council.measures), now, odds)


def _strongest(
    able: list[Sitter], seats: int, votes: Sequence[Vote], specialist: str, measures: Measures
) -> list[Sitter]:
    """Those who could change most: no more than there are seats left."""
    if len(able) <= seats:
        return able
    return sorted(able, key=lambda one: -choice.information(one, votes, specialist, measures))[:seats]
