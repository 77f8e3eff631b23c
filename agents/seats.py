"""Adding up what models did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headgate.review import Seat


def add_up(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """One seat for each role and model, in order of first appearance."""
    total: dict[tuple[str, str], Seat] = {}
    for seat in seats:
        known = total.get((seat.role, seat.model))
        total[seat.role, seat.model] = seat if known is None else _plus(known, seat)
    return tuple(total.values())


def _plus(one: Seat, other: Seat) -> Seat:
    cost = None if one.cost is None or other.cost is None else one.cost + other.cost
    return replace(
        one,
        calls=one.calls + other.calls,
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
        cost=cost,
        seconds=round(one.seconds + other.seconds, 3),
        failures=tuple(dict.fromkeys((*one.failures, *other.failures))),
    )
