"""How two plans join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headgate.facts.spark.explain.shape import JoinShape
from headgate.impact.plans.difference import Difference, Turn

_COST = {
    "BroadcastHashJoin": 0,
    "ShuffledHashJoin": 1,
    "SortMergeJoin": 2,
    "BroadcastNestedLoopJoin": 3,
    "CartesianProduct": 4,
}
_SAID = {
    "BroadcastHashJoin": "a broadcast join",
    "ShuffledHashJoin": "a shuffled hash join",
    "SortMergeJoin": "a sort-merge join",
    "BroadcastNestedLoopJoin": "a nested-loop join, each row against all",
    "CartesianProduct": "a cartesian product",
}
_BAD = 3


def joins(old: Sequence[JoinShape], new: Sequence[JoinShape]) -> Iterator[Difference]:
    """What joins of `new` are otherwise than in `old`; matched by their sources and keys, else by their sources."""
    left, unmatched = list(old), list[JoinShape]()
    pairs: list[tuple[JoinShape, JoinShape]] = []
    for exact in (True, False):
        waiting = list(new) if exact else unmatched
        unmatched = []
        for join in waiting:
            same = next((one for one in left if _same(one, join, exact)), None)
            if same is None:
                unmatched.append(join)
            else:
                left.remove(same)
                pairs.append((same, join))
    for before, after in pairs:
        yield from _changed(before, after)
    for join in unmatched:
        turn = Turn.WORSE if _COST[join.strategy] >= _BAD else Turn.OTHER
        yield Difference(turn, "join", f"{_of(join)} is new: {_SAID[join.strategy]}", join.line)
    for join in left:
        turn = Turn.BETTER if _COST[join.strategy] >= _BAD else Turn.OTHER
        yield Difference(turn, "join", f"{_of(join)}, {_SAID[join.strategy]}, is gone", old_line=join.line)


def _same(old: JoinShape, new: JoinShape, exact: bool) -> bool:
    return old.about == new.about if exact else old.about[0] == new.about[0]


def _changed(old: JoinShape, new: JoinShape) -> Iterator[Difference]:
    if old.strategy != new.strategy:
        turn = Turn.BETTER if _COST[new.strategy] < _COST[old.strategy] else Turn.WORSE
        text = f"{_of(new)} is now {_SAID[new.strategy]}, and was {_SAID[old.strategy]}"
        yield Difference(turn, "join", text, new.line, old.line)
    if old.kind and new.kind and old.kind != new.kind and not _mirrored(old, new):
        text = f"{_of(new)} is now {new.kind}, and was {old.kind}: the result may have other rows"
        yield Difference(Turn.OTHER, "join", text, new.line, old.line)
    if set(old.keys) != set(new.keys):
        was, now = ", ".join(old.keys) or "no key", ", ".join(new.keys) or "no key"
        turn = Turn.WORSE if not new.keys else Turn.OTHER
        yield Difference(turn, "join", f"{_of(new)} joins by {now}, and joined by {was}", new.line, old.line)


def _mirrored(old: JoinShape, new: JoinShape) -> bool:
    return {old.kind, new.kind} == {"LeftOuter", "RightOuter"} and set(old.left) == set(new.right)


def _of(join: JoinShape) -> str:
    return f"the join of {_side(join.left)} with {_side(join.right)}"


def _side(sources: tuple[str, ...]) -> str:
    if not sources:
        return "other input"
    return f"`{sources[0]}`" + (f" and {len(sources) - 1} more" if len(sources) > 1 else "")
