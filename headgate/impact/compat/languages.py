"""Regular expressions as languages: whether every text that one matches is matched by another.

Brzozowski's derivatives (JACM 1964) over the part of ECMA-262 that describes regular languages. Look-around,
back-references, word boundaries and anchors inside an expression are not understood, and said so.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TypeAlias
from weakref import WeakValueDictionary

_LAST = 0x10FFFF
_MAX_STATES = 1_500
_MAX_COUNT = 256

Ranges: TypeAlias = "tuple[tuple[int, int], ...]"


class NotRegular(ValueError):  # noqa: N818 - an answer about an expression
    """The expression is outside the understood part, or too large."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Node:
    """One term: `none`, `empty`, `chars`, `cat`, `alt`, `and`, `not`, `star`. Equal terms are one object."""

    kind: str
    parts: tuple[Node, ...]
    ranges: Ranges
    number: int
    """Counts up with every new term: an order that costs nothing."""


_NODES: WeakValueDictionary[tuple[object, ...], Node] = WeakValueDictionary()
_NUMBERS = count()


def _node(kind: str, parts: tuple[Node, ...] = (), ranges: Ranges = ()) -> Node:
    key = (kind, ranges, *(part.number for part in parts))
    known = _NODES.get(key)
    if known is None:
        known = _NODES[key] = Node(kind, parts, ranges, next(_NUMBERS))
    return known


NONE = _node("none")
EMPTY = _node("empty")
ALL = _node("chars", ranges=((0, _LAST),))
ANYTHING = _node("star", (ALL,))


def chars(ranges: Ranges) -> Node:
    """One character of `ranges`."""
    return _node("chars", ranges=_tidy(ranges)) if ranges else NONE


def cat(*parts: Node) -> Node:
    """One after the other."""
    made = EMPTY
    for part in reversed(parts):
        if NONE in (part, made):
            return NONE
        made = part if made == EMPTY else made if part == EMPTY else _node("cat", (part, made))
    return made


def alt(*parts: Node) -> Node:
    """Any of them."""
    flat = {inner for part in parts for inner in (part.parts if part.kind == "alt" else (part,))} - {NONE}
    if ANYTHING in flat:
        return ANYTHING
    if len(flat) < 2:
        return next(iter(flat), NONE)
    return _node("alt", tuple(sorted(flat, key=_order)))


def both(*parts: Node) -> Node:
    """All of them."""
    flat = {inner for part in parts for inner in (part.parts if part.kind == "and" else (part,))} - {ANYTHING}
    if NONE in flat:
        return NONE
    if len(flat) < 2:
        return next(iter(flat), ANYTHING)
    return _node("and", tuple(sorted(flat, key=_order)))


def other(part: Node) -> Node:
    """Every text that `part` does not describe."""
    if part.kind == "not":
        return part.parts[0]
    return NONE if part == ANYTHING else ANYTHING if part == NONE else _node("not", (part,))


def star(part: Node) -> Node:
    """Any number of times."""
    if part.kind == "star":
        return part
    return EMPTY if part in (NONE, EMPTY) else _node("star", (part,))


def repeat(part: Node, least: int, most: int | None) -> Node:
    """`least` to `most` times (None: without end)."""
    if max(least, most or 0) > _MAX_COUNT:
        raise NotRegular(f"counts over {_MAX_COUNT}")
    tail = star(part) if most is None else EMPTY
    for _ in range((most or least) - least):
        tail = alt(EMPTY, cat(part, tail))
    return cat(*[part] * least, tail)


def _order(node: Node) -> int:
    return node.number


def _tidy(ranges: Ranges) -> Ranges:
    made: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(last, made[-1][1]))
        else:
            made.append((first, last))
    return tuple(made)


def inverse(ranges: Ranges) -> Ranges:
    """All other characters."""
    made, start = [], 0
    for first, last in _tidy(ranges):
        if first > start:
            made.append((start, first - 1))
        start = last + 1
    return (*made, (start, _LAST)) if start <= _LAST else tuple(made)


@lru_cache(maxsize=20_000)
def nullable(node: Node) -> bool:
    """Whether the empty text belongs to it."""
    if node.kind in ("empty", "star"):
        return True
    if node.kind == "not":
        return not nullable(node.parts[0])
    if node.kind == "alt":
        return any(nullable(part) for part in node.parts)
    return node.kind in ("cat", "and") and all(nullable(part) for part in node.parts)


@lru_cache(maxsize=20_000)
def derivative(node: Node, char: int) -> Node:
    """What may follow once `char` was read."""
    if node.kind == "chars":
        return EMPTY if any(first <= char <= last for first, last in node.ranges) else NONE
    if node.kind == "cat":
        head, tail = node.parts
        first = cat(derivative(head, char), tail)
        return alt(first, derivative(tail, char)) if nullable(head) else first
    if node.kind == "star":
        return cat(derivative(node.parts[0], char), node)
    if node.kind == "alt":
        return alt(*(derivative(part, char) for part in node.parts))
    if node.kind == "and":
        return both(*(derivative(part, char) for part in node.parts))
    if node.kind == "not":
        return other(derivative(node.parts[0], char))
    return NONE


@lru_cache(maxsize=20_000)
def _letters(node: Node) -> frozenset[int]:
    """A representative of each class of characters that `node` tells apart."""
    starts = {0}
    for first, last in node.ranges:
        starts |= {first, last + 1}
    for part in node.parts:
        starts |= _letters(part)
    return frozenset(start for start in starts if start <= _LAST)


def member(node: Node, *, patience: int = _MAX_STATES) -> str | None:
    """The shortest text of a language; None where there is none.

    `patience` is how many states are looked at before giving up.

    Raises:
        NotRegular: the search grew too large.
    """
    letters = sorted(_letters(node), key=lambda char: (not chr(char).isalnum(), not 32 <= char < 127, char))
    waiting, seen = deque([(node, "")]), {node}
    while waiting:
        at, text = waiting.popleft()
        if nullable(at):
            return text
        for letter in letters:
            after = derivative(at, letter)
            if after not in seen and after != NONE:
                seen.add(after)
                waiting.append((after, text + chr(letter)))
        if len(seen) * (1 + len(letters) // 16) > patience:
            raise NotRegular("the expressions are too large to compare")
    return None


def within(one: Node, another: Node) -> bool:
    """Whether every text of `one` is a text of `another`."""
    return member(both(one, other(another))) is None


def lengths(least: int, most: int | None) -> Node:
    """Texts of `least` to `most` characters; none where more are asked for than allowed."""
    return NONE if most is not None and most < least else repeat(ALL, least, most)
