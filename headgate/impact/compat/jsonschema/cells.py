"""Cells: conjunctions of constraints on values of one JSON type. A subschema is a union of cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from headgate.facts.schemas.positions import Json
from headgate.impact.compat.jsonschema.terms import FALSE, TRUE, Term, every, identity

Mark: TypeAlias = "tuple[str, str, bool]"
"""A constraint that is only ever compared for equality: keyword, value, and whether it is demanded."""


@dataclass(frozen=True, eq=False)
class Names:
    """What one schema object says of members: by name, by pattern, and of all others."""

    named: tuple[tuple[str, Term], ...] = ()
    patterns: tuple[tuple[str, Term], ...] = ()
    rest: Term = TRUE

    @cached_property
    def by_name(self) -> dict[str, list[Term]]:
        """What is said of each name."""
        found: dict[str, list[Term]] = {}
        for name, term in self.named:
            found.setdefault(name, []).append(term)
        return found


@dataclass(frozen=True, eq=False)
class Items:
    """What one schema object says of items: by position, and of all later ones."""

    first: tuple[Term, ...] = ()
    rest: Term = TRUE

    def at(self, index: int) -> Term:
        return self.first[index] if index < len(self.first) else self.rest


@dataclass(frozen=True, eq=False)
class Contained:
    """At least `least`, at most `most` items that fit `term`."""

    term: Term
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Member:
    """There is a member that `names` leaves to its rest (or that matches `pattern`), with a value in `value`."""

    value: Term
    pattern: str | None = None
    outside: Names | None = None


@dataclass(frozen=True, eq=False)
class Cell:
    """Values of one type that meet all that is said here; what does not concern the type is left empty."""

    type: str
    low: Fraction | None = None
    low_open: bool = False
    high: Fraction | None = None
    high_open: bool = False
    whole: bool | None = None
    """Integers only, or (False) numbers that are none."""
    multiples: frozenset[Fraction] = frozenset()
    not_multiples: frozenset[Fraction] = frozenset()
    least: int = 0
    """Length of a string or array, number of members of an object."""
    most: int | None = None
    patterns: frozenset[str] = frozenset()
    not_patterns: frozenset[str] = frozenset()
    items: tuple[Items, ...] = ()
    contained: tuple[Contained, ...] = ()
    unique: bool | None = None
    required: frozenset[str] = frozenset()
    names: tuple[Names, ...] = ()
    name_terms: tuple[Term, ...] = ()
    """`propertyNames`."""
    members: tuple[Member, ...] = ()
    values: tuple[Json, ...] | None = None
    """The only values, where they are listed."""
    excluded: tuple[Json, ...] = ()
    tokens: frozenset[Mark] = frozenset()

    def item(self, index: int) -> Term:
        """What the item at `index` must be."""
        return every(*(one.at(index) for one in self.items))

    @property
    def listed_items(self) -> int:
        return max((len(one.first) for one in self.items), default=0)

    @property
    def later_items(self) -> Term:
        return every(*(one.rest for one in self.items))

    @property
    def known_names(self) -> frozenset[str]:
        return frozenset(name for one in self.names for name, _ in one.named) | self.required

    @property
    def known_patterns(self) -> frozenset[str]:
        return frozenset(pattern for one in self.names for pattern, _ in one.patterns)


def joined(one: Cell, other: Cell) -> Cell | None:
    """The values in both cells; None where plainly there are none."""
    low, low_open = _tighter(one.low, one.low_open, other.low, other.low_open, lower=True)
    high, high_open = _tighter(one.high, one.high_open, other.high, other.high_open, lower=False)
    if None not in (one.whole, other.whole) and one.whole is not other.whole:
        return None
    if None not in (one.unique, other.unique) and one.unique is not other.unique:
        return None
    tokens = one.tokens | other.tokens
    if any((keyword, value, not demanded) in tokens for keyword, value, demanded in tokens):
        return None
    most = one.most if other.most is None else other.most if one.most is None else min(one.most, other.most)
    return Cell(
        type=one.type,
        low=low,
        low_open=low_open,
        high=high,
        high_open=high_open,
        whole=other.whole if one.whole is None else one.whole,
        multiples=one.multiples | other.multiples,
        not_multiples=one.not_multiples | other.not_multiples,
        least=max(one.least, other.least),
        most=most,
        patterns=one.patterns | other.patterns,
        not_patterns=one.not_patterns | other.not_patterns,
        items=one.items + other.items,
        contained=one.contained + other.contained,
        unique=other.unique if one.unique is None else one.unique,
        required=one.required | other.required,
        names=one.names + other.names,
        name_terms=one.name_terms + other.name_terms,
        members=one.members + other.members,
        values=one.values if other.values is None else other.values if one.values is None else _common(one, other),
        excluded=one.excluded + other.excluded,
        tokens=tokens,
    )


def _common(one: Cell, other: Cell) -> tuple[Json, ...]:
    kept = {identity(value) for value in other.values or ()}
    return tuple(value for value in one.values or () if identity(value) in kept)


def _tighter(
    one: Fraction | None, one_open: bool, other: Fraction | None, other_open: bool, *, lower: bool
) -> tuple[Fraction | None, bool]:
    if one is None or other is None:
        return (other, other_open) if one is None else (one, one_open)
    if one == other:
        return one, one_open or other_open
    first = (one > other) is lower
    return (one, one_open) if first else (other, other_open)


def narrowed(cell: Cell, name: str, term: Term, *, present: bool) -> Cell:
    """The values of an object cell in which `name` is present with a value in `term`, or absent."""
    names = (*cell.names, Names(((name, term if present else FALSE),)))
    return replace(cell, names=names, required=cell.required | {name} if present else cell.required)
