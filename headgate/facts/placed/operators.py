"""Which step of an action an operator of its plan comes from."""

from __future__ import annotations

import re

from headgate.facts.placed.code import Action, Step
from headgate.facts.placed.kinds import kind_of_operator
from headgate.facts.placed.sql_text import words
from headgate.facts.runtime.operators import Operator

_ID = re.compile(r"#\d+L?")
_SOURCES: dict[str, tuple[str, ...]] = {
    "join": ("join",),
    "aggregate": ("aggregate",),
    "window": ("window",),
    "sort": ("sort", "local-sort"),
    "generate": ("generate",),
    "python": ("python",),
    "cache": ("cache",),
    "scan": ("scan",),
    "write": ("write",),
    "union": ("union",),
    "coalesce": ("coalesce",),
    "filter": ("filter", "join"),
    "limit": ("limit",),
    "repartition": ("repartition",),
}
_NEEDS = ("join", "aggregate", "window", "sort", "python")
"""Operators that ask for an exchange or a sort below them."""


def step_of(operator: Operator, above: list[Operator], action: Action) -> Step | None:
    """The step that `operator` comes from; `above` holds the operators over it, the nearest last.

    None where no step of the action makes such an operator.
    """
    kind = kind_of_operator(operator.name)
    if kind == "exchange":
        asked = re.search(r"REPARTITION_BY\w*|RoundRobin|REBALANCE", operator.text)
        found = _best(operator, "repartition", action) if asked else None
        return found or _asker(above, action)
    if kind == "broadcast":
        return _asker(above, action)
    if kind == "sort" and "true, 0" not in operator.text and "TakeOrdered" not in operator.name:
        # A sort within partitions is there for a join, a window or a writer above it.
        return _best(operator, "sort", action, "local-sort") or _asker(above, action) or _best(operator, "sort", action)
    return _best(operator, kind, action)


def _asker(above: list[Operator], action: Action) -> Step | None:
    for operator in reversed(above):
        kind = kind_of_operator(operator.name)
        if kind in _NEEDS:
            found = _best(operator, kind, action)
            if found is not None:
                return found
        if kind == "write":
            return _best(operator, "write", action)
    return None


def _best(operator: Operator, kind: str, action: Action, only: str = "") -> Step | None:
    wanted = (only,) if only else _SOURCES.get(kind, ())
    said = words(_ID.sub("", operator.text))
    where = operator.text + operator.metadata.get("Location", "")
    best: tuple[float, Step] | None = None
    for number, step in enumerate(action.steps):
        if step.kind not in wanted:
            continue
        common = len(step.words & said) / (len(step.words) or 1)
        named = any(len(text) > 2 and text.strip("/").split("://")[-1] in where for text in step.texts)
        # A grouping and its aggregate are one operator; the line of the grouping is where its keys stand.
        grouping = 0.2 if step.method.startswith(("group", "rollup", "cube")) else 0.0
        score = common * 2 + (2 if named else 0) + grouping - number * 0.01
        if best is None or score > best[0]:
            best = (score, step)
    return best[1] if best else None


def paths_to(plan: Operator) -> list[tuple[Operator, list[Operator]]]:
    """Every operator with those above it, the nearest last."""
    found: list[tuple[Operator, list[Operator]]] = []
    waiting: list[tuple[Operator, list[Operator]]] = [(plan, [])]
    while waiting:
        operator, above = waiting.pop()
        found.append((operator, above))
        below = [*above[-40:], operator]
        waiting.extend((child, below) for child in reversed(operator.children))
    return found
