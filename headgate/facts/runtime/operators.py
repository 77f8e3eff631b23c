"""The plan of a SQL execution, and what its operators counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_MOST_OPERATORS = 20_000
_MOST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that an operator counts."""

    name: str
    accumulator: int
    kind: str
    """`sum`, `size`, `timing`, `nsTiming`, `average`."""


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """A node of the physical plan that was run."""

    name: str
    text: str
    """The node in one line, with its keys and conditions, cut where Spark cut it."""
    children: tuple[Operator, ...] = ()
    metrics: tuple[Metric, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Of scans: `Location`, `PushedFilters`, `PartitionFilters`, `ReadSchema`, `Format`."""

    def walk(self) -> Iterator[Operator]:
        """This operator and all below, each before its children."""
        waiting = [self]
        while waiting:
            current = waiting.pop()
            yield current
            waiting.extend(reversed(current.children))


def operator_of(plan: object) -> Operator | None:
    """The tree of a `sparkPlanInfo`, or None where it is none or has too many nodes."""
    if not isinstance(plan, dict):
        return None
    order: list[tuple[dict[str, object], list[int]]] = []
    waiting: list[tuple[dict[str, object], int]] = [(plan, -1)]
    while waiting:
        node, parent = waiting.pop()
        if len(order) >= _MOST_OPERATORS:
            return None
        order.append((node, []))
        at = len(order) - 1
        if parent >= 0:
            order[parent][1].append(at)
        children = node.get("children")
        below = [one for one in children if isinstance(one, dict)] if isinstance(children, list) else []
        waiting.extend((one, at) for one in reversed(below))
    made: list[Operator | None] = [None] * len(order)
    for at in range(len(order) - 1, -1, -1):
        node, below_at = order[at]
        children_made = tuple(one for one in (made[index] for index in below_at) if one is not None)
        made[at] = _operator(node, children_made)
    return made[0]


def _operator(node: dict[str, object], children: tuple[Operator, ...]) -> Operator:
    metrics = node.get("metrics")
    metadata = node.get("metadata")
    return Operator(
        str(node.get("nodeName", ""))[:_MOST_TEXT],
        str(node.get("simpleString", ""))[:_MOST_TEXT],
        children,
        tuple(_metrics(metrics)) if isinstance(metrics, list) else (),
        {str(k): str(v)[:_MOST_TEXT] for k, v in metadata.items()} if isinstance(metadata, dict) else {},
    )


def _metrics(listed: list[object]) -> Iterator[Metric]:
    for one in listed:
        if isinstance(one, dict) and isinstance(one.get("accumulatorId"), int):
            yield Metric(str(one.get("name", "")), one["accumulatorId"], str(one.get("metricType", "")))
