"""What is made from what: circles, and an order in which makers come first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def successors(edges: Iterable[tuple[Node, Node]], nodes: Iterable[Node] = ()) -> dict[Node, list[Node]]:
    """For each node those that edges lead to, each once, in the order in which they are met."""
    found: dict[Node, dict[Node, None]] = {node: {} for node in nodes}
    for source, target in edges:
        found.setdefault(source, {})[target] = None
        found.setdefault(target, {})
    return {node: list(targets) for node, targets in found.items()}


def components(graph: Mapping[Node, Iterable[Node]]) -> Iterator[list[Node]]:
    """The strongly connected components, those that lead nowhere else first.

    Source: R. Tarjan, "Depth-first search and linear graph algorithms", 1972; without recursion.
    """
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    open_: dict[Node, None] = {}
    for start in graph:
        path: list[tuple[Node, Iterator[Node]]] = []
        if start not in number:
            _enter(start, graph, number, lowest, open_, path)
        while path:
            node, rest = path[-1]
            following = next((one for one in rest if one not in number or one in open_), None)
            if following is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    yield _closed(node, open_)
            elif following in number:
                lowest[node] = min(lowest[node], number[following])
            else:
                _enter(following, graph, number, lowest, open_, path)


def _enter(
    node: Node,
    graph: Mapping[Node, Iterable[Node]],
    number: dict[Node, int],
    lowest: dict[Node, int],
    open_: dict[Node, None],
    path: list[tuple[Node, Iterator[Node]]],
) -> None:
    number[node] = lowest[node] = len(number)
    open_[node] = None
    path.append((node, iter(graph[node])))


def _closed(root: Node, open_: dict[Node, None]) -> list[Node]:
    """A component that is whole: its root, and what was entered after it and is still open."""
    found: list[Node] = []
    while not found or found[-1] != root:
        node, _ = open_.popitem()
        found.append(node)
    return found


def makers_first(graph: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """The components in an order in which edges lead forwards; where several may come next, the first one found."""
    found = list(components(graph))
    place = {node: at for at, members in enumerate(found) for node in members}
    following: defaultdict[int, set[int]] = defaultdict(set)
    waiting_for = [0] * len(found)
    for node, targets in graph.items():
        for target in targets:
            one, other = place[node], place[target]
            if one != other and other not in following[one]:
                following[one].add(other)
                waiting_for[other] += 1
    ready = [at for at, count in enumerate(waiting_for) if not count]
    order = []
    while ready:
        at = heapq.heappop(ready)
        order.append(found[at])
        for other in following[at]:
            waiting_for[other] -= 1
            if not waiting_for[other]:
                heapq.heappush(ready, other)
    return order
