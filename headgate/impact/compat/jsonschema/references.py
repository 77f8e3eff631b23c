"""References that mean the same in two documents, so that a part which is spelled alike is alike."""

from __future__ import annotations

import json
from collections.abc import Iterator

from headgate.facts.schemas.positions import Json
from headgate.impact.compat.jsonschema.terms import Raw, Root, Term, identity

_MOST = 4_000
"""References of a document that are looked at; with more of them nothing is taken to be alike."""


class Spelling:
    """Parts of documents that are spelled alike, and so accept the same."""

    def __init__(self) -> None:
        self._references: dict[tuple[int, int], tuple[tuple[Root, Root], SameReferences]] = {}
        """By the identities of two documents, which are kept alive beside."""
        self._answers: dict[tuple[int, int], tuple[Raw, Raw, bool]] = {}
        """By the identities of two parts, which are kept alive beside."""

    def alike(self, one: Term, another: Term) -> bool:
        """Whether two parts have the same text, read the same way, and so has all that they refer to."""
        if not isinstance(one, Raw) or not isinstance(another, Raw):
            return False
        if isinstance(one.schema, bool) or isinstance(another.schema, bool):
            return one.schema is another.schema
        key = id(one.schema), id(another.schema)
        if key not in self._answers:
            self._answers[key] = one, another, self._are_alike(one, another)
        return self._answers[key][2]

    def _are_alike(self, one: Raw, another: Raw) -> bool:
        if one.root.siblings != another.root.siblings or one.schema != another.schema:
            return False
        roots = one.root, another.root
        pair = (id(roots[0]), id(roots[1]))
        if pair not in self._references:
            self._references[pair] = (roots, SameReferences(*roots))
        return self._references[pair][1].hold(one.schema) and same_text(one.schema, another.schema)


def same_text(one: Json, another: Json) -> bool:
    """Whether two equal values are so for JSON too: `true` and 1 are not."""
    return json.dumps(one, sort_keys=True) == json.dumps(another, sort_keys=True) or identity(one) == identity(another)


class SameReferences:
    """What two documents refer to alike: the same text, and so for all that it refers to in turn."""

    def __init__(self, one: Root, another: Root) -> None:
        inside: dict[str, set[str]] = {}
        waiting = [*references(one.value)]
        self._differ: set[str] = set()
        while waiting and len(inside) <= _MOST:
            name = waiting.pop()
            if name in inside:
                continue
            before, after = one.find(name), another.find(name)
            inside[name] = set(references(before))
            waiting += inside[name]
            if before is None or before != after or not same_text(before, after):
                self._differ.add(name)
        self._all = len(inside) <= _MOST
        grown = True
        while grown:
            more = {name for name, inner in inside.items() if name not in self._differ and inner & self._differ}
            self._differ |= more
            grown = bool(more)
        self._known = inside.keys()

    def hold(self, schema: Json) -> bool:
        """Whether all that a part refers to is the same in both documents."""
        return self._all and all(name in self._known and name not in self._differ for name in references(schema))


def references(value: Json) -> Iterator[str]:
    """What a part refers to; a reference that depends on who asks is told as one that nobody knows."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, list):
            waiting += at
        elif isinstance(at, dict):
            name = at.get("$ref")
            if isinstance(name, str):
                yield name
            if "$dynamicRef" in at or "$recursiveRef" in at:
                yield "$dynamicRef"
            waiting += at.values()
