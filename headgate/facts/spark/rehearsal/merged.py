"""Two ways through a program joined: what a name stands for after both."""

from __future__ import annotations

from collections.abc import Iterable

from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.rehearsal.things import Instance, Scope, unknown

State = list[dict[str, object]]
_DATA = (Sort.FRAME, Sort.COLUMN)


def either(one: object, other: object) -> object:
    """What may be `one` or `other`."""
    if one is other or (type(one) is type(other) and not isinstance(one, Value) and one == other):
        return one
    first = one.sort if isinstance(one, Value) else None
    second = other.sort if isinstance(other, Value) else None
    for sort in _DATA:
        if first is sort and second is sort and isinstance(one, Value) and isinstance(other, Value):
            parts = tuple(dict.fromkeys((*_ways(one), *_ways(other))))
            return Value(sort, operator="branch", parts=parts, line=one.line)
    # A name that is not bound yet, or None, is no DataFrame of the other way.
    if first is Sort.FRAME and (other is None or second is Sort.UNKNOWN):
        return one
    if second is Sort.FRAME and (one is None or first is Sort.UNKNOWN):
        return other
    return unknown(line=one.line if isinstance(one, Value) else 0)


def _ways(value: Value) -> tuple[Value, ...]:
    return value.parts if value.operator == "branch" else (value,)


def dictionaries(scope: Scope) -> State:
    """What can be bound anew from `scope`: its names, those around it, and the attributes of the objects in it."""
    found: list[dict[str, object]] = []
    inner: Scope | None = scope
    while inner is not None:
        found.append(inner.names)
        inner = inner.outer
    objects = [one for one in scope.names.values() if isinstance(one, Instance)]
    return [*found, *{id(one): one.attributes for one in objects}.values()]


def snapshot(state: State) -> State:
    """How things stand."""
    return [dict(names) for names in state]


def restore(state: State, kept: State) -> None:
    """Go back to how things stood."""
    for names, before in zip(state, kept, strict=True):
        names.clear()
        names.update(before)


def join(state: State, ends: Iterable[State]) -> None:
    """Let `state` be what the `ends` of several ways have in common."""
    listed = list(ends)
    for at, names in enumerate(state):
        merged = dict(listed[0][at])
        for end in listed[1:]:
            for name, value in end[at].items():
                merged[name] = either(merged[name], value) if name in merged else value
        names.clear()
        names.update(merged)
