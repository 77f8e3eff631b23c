"""What a council's votes on one finding amount to, in a ruling and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agents.council.measures import Measures
from agents.council.odds import log_odds
from agents.council.stop import outcome
from agents.council.vote import Outcome, Vote
from headgate.finding import Finding, Proof
from headgate.verdict import Decision, Ruling, Stands, Verdict

LOWERED_AT = math.log(0.2 / 0.8)
"""Log odds below which a finding of a rule is lowered: two of two equal jurors, not one."""
_RULINGS = {Outcome.STANDS: Ruling.STANDS, Outcome.FALLS: Ruling.FALLS, Outcome.OPEN: Ruling.PERSON}
_BY_ARBITER = {Stands.YES: Ruling.STANDS, Stands.NO: Ruling.FALLS, Stands.CANNOT_TELL: Ruling.PERSON}


def decided(
    finding: Finding,
    matter: str,
    votes: Sequence[Vote],
    arbiter: Verdict | None,
    fact: str,
    measures: Measures,
    *,
    cut: bool,
) -> Decision:
    """What comes of a finding.

    Args:
        matter: among which claims jurors and priors were measured.
        cut: whether the budget ended before the jury was done.
    """
    odds = log_odds(votes, matter, measures)
    calibrated = any(measures.knows(vote.juror) for vote in votes)
    ruling = _ruling(finding, votes, arbiter, odds)
    words = _words(ruling, votes, arbiter)
    if votes:
        words += f"; {_worth(odds)} by their measured worth" if calibrated else "; weights not calibrated"
    if cut:
        words += "; the budget ended before all were asked"
    return Decision(finding.fingerprint, ruling, round(odds, 3), calibrated, words, fact)


def _ruling(finding: Finding, votes: Sequence[Vote], arbiter: Verdict | None, odds: float) -> Ruling:
    if not votes:
        return Ruling.UNJUDGED
    if finding.proof is not Proof.ARGUED:
        # What is derived or executed is not put to the vote at all.
        lowers = finding.proof is Proof.MATCHED and odds < LOWERED_AT
        return Ruling.LOWERED if lowers else Ruling.STANDS
    if arbiter is not None:
        return _BY_ARBITER[arbiter.stands]
    # A prior alone decides nothing.
    return _RULINGS[outcome(odds)] if any(vote.decides for vote in votes) else Ruling.PERSON


def _words(ruling: Ruling, votes: Sequence[Vote], arbiter: Verdict | None) -> str:
    if not votes:
        return "no juror judged it"
    counts = {stands: sum(vote.stands is stands for vote in votes) for stands in Stands}
    told = {
        Ruling.FALLS: f"{counts[Stands.NO]} of {len(votes)} do not hold it",
        Ruling.LOWERED: f"{counts[Stands.NO]} of {len(votes)} hold that it does no harm here",
        Ruling.PERSON: ", ".join(
            f"{counts[stands]} {word}"
            for stands, word in ((Stands.YES, "for"), (Stands.NO, "against"), (Stands.CANNOT_TELL, "cannot tell"))
            if counts[stands]
        ),
    }.get(ruling, f"{counts[Stands.YES]} of {len(votes)} confirm it")
    if arbiter is None:
        return told
    side = {Stands.YES: "holds it", Stands.NO: "does not hold it", Stands.CANNOT_TELL: "cannot tell either"}
    return f"{told}; the arbiter {side[arbiter.stands]}"


def _worth(odds: float) -> str:
    """`about 9 to 1 for it`."""
    to_one = round(math.exp(min(abs(odds), 6.0)), 1)
    shown = f"{to_one:.0f}" if to_one >= 10 or to_one == int(to_one) else f"{to_one:g}"
    if to_one < 1.1:
        return "even odds"
    return f"about {shown} to 1 {'for' if odds > 0 else 'against'} it"
