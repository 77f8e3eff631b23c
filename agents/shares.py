"""What each finding cost: a prompt's tokens are shared out between the claims that came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agents.gate import Passed
from agents.specialist.proposals import Proposals
from headgate.review import Share
from headgate.verdict import Verdict


def shares_of(
    proposals: Iterable[Proposals], passed: Iterable[Passed], verdicts: Iterable[Verdict]
) -> tuple[Share, ...]:
    """By finding: first its proposer, then its jurors. What nothing came of stands in the seats alone."""
    made = {one.specialist: one for one in proposals}
    found = [share for one in passed for share in _proposed(one, made.get(one.prompt))]
    found += [
        Share(one.fingerprint, "juror", one.juror, one.tokens, one.cost, one.seconds) for one in verdicts if one.tokens
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.fingerprint, one.role == "juror", one.model)))


def _proposed(one: Passed, proposals: Proposals | None) -> Iterator[Share]:
    if proposals is None or not proposals.candidates:
        return
    claims = len(proposals.candidates)
    for seat in proposals.seats:
        if seat.calls:
            tokens = (seat.prompt_tokens + seat.completion_tokens) // claims
            cost = None if seat.cost is None else seat.cost / claims
            yield Share(one.finding.fingerprint, seat.role, seat.model, tokens, cost, round(seat.seconds / claims, 3))
