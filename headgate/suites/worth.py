"""Which rules are worth telling first: those that together notice most, and of several that notice the same, one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from headgate.suites.checks import Refers, Types, Unique
from headgate.suites.rule import Layer, State, Tried
from headgate.suites.trial import ENOUGH

_DEPTH = {
    Layer.CONSTRAINT: 5,
    Layer.REFERENTIAL: 4,
    Layer.BUSINESS: 3,
    Layer.SCHEMA: 2,
    Layer.STATISTICAL: 1,
}
"""Of two rules that notice the same, the one that says more about the business is told."""


def chosen(tried: Sequence[Tried]) -> list[Tried]:
    """The same rules with their worth: how many faults each adds to those told before it.

    Keys and references come first: whatever else notices the same faults, they say what a row is.
    """
    left = {place for place, one in enumerate(tried) if one.state is State.OFFERED and not _says_little(one)}
    noticed = {number for one in tried if one.state is State.PRESENT for number in one.caught}
    worth: dict[int, float] = {}
    for place in sorted(left):
        if isinstance(tried[place].rule.check, Unique | Refers):
            worth[place] = _worth(tried[place], len(set(tried[place].caught) - noticed))
            noticed |= set(tried[place].caught)
            left.discard(place)
    while left:
        best = max(left, key=lambda place: _order(tried[place], noticed, place))
        gain = len(set(tried[best].caught) - noticed)
        if not gain:
            break
        worth[best] = _worth(tried[best], gain)
        noticed |= set(tried[best].caught)
        left.discard(best)
    return [
        replace(one, worth=round(worth.get(place, 0.0), 2), shown=one.state is not State.OFFERED or place in worth)
        for place, one in enumerate(tried)
    ]


def _says_little(one: Tried) -> bool:
    """The types of a handful of rows: they are as the loader made them."""
    return isinstance(one.rule.check, Types) and one.rows < ENOUGH


def _worth(one: Tried, gain: int) -> float:
    return gain + _DEPTH[one.rule.layer] / 10 + (0.5 if one.rule.of_code else 0)


def _order(one: Tried, noticed: set[int], place: int) -> tuple[float, int, int]:
    gain = len(set(one.caught) - noticed)
    weight = gain + (1.0 if one.rule.of_code else 0.0) if gain else 0.0
    return weight + _DEPTH[one.rule.layer] / 10 if gain else 0.0, _DEPTH[one.rule.layer], -place
