"""Whether every value that one subschema accepts is accepted by another: proved, or not.

A proof is sound: where `Prover.within` says yes, there is no counter-example. No says only that none was found.
Recursion through references is assumed to hold while it is being shown, which is induction on the depth of the value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from headgate.impact.compat.jsonschema.cells import Cell, Contained, Member, narrowed
from headgate.impact.compat.jsonschema.expand import Expander, Undecided
from headgate.impact.compat.jsonschema.names import (
    MAX_LISTED,
    class_possible,
    class_term,
    listed_in,
    one_of,
    outside_within,
    same_names,
    without_one_of,
)
from headgate.impact.compat.jsonschema.numbers import (
    no_number,
    number_inside,
    split_lengths,
    split_number,
    whole_numbers,
)
from headgate.impact.compat.jsonschema.references import Spelling
from headgate.impact.compat.jsonschema.terms import FALSE, TRUE, TYPES, Fixed, Raw, Root, Term, every, identity
from headgate.impact.compat.jsonschema.texts import no_text, texts_within
from headgate.impact.compat.jsonschema.values import fits, member_term, name_matches

_MAX_STEPS = 30_000
_MAX_CLASSES = 6
_MAX_SPLITS = 3
_STRINGS = Raw({"type": "string"}, Root(None))


class Prover:
    """Proofs about the subschemas of two documents."""

    def __init__(self, expander: Expander, spelling: Spelling | None = None) -> None:
        self.expander = expander
        self.steps = 0
        self._shown: dict[tuple[object, object], bool] = {}
        self._empty: dict[object, bool] = {}
        self._kept: list[Term] = []
        self._spelling = spelling or Spelling()

    def within(self, one: Term, another: Term) -> bool:
        """Whether it is proved that `another` accepts all that `one` accepts.

        Raises:
            Undecided: the schemas are too large.
        """
        if another.key == TRUE.key or one.key in (FALSE.key, another.key) or self._spelling.alike(one, another):
            return True
        key = (one.key, another.key)
        if key not in self._shown:
            self.steps += 1
            if self.steps > _MAX_STEPS:
                raise Undecided("too many steps")
            self._kept += [one, another]
            self._shown[key] = True
            branches = one_of(one), one_of(another)
            self._shown[key] = (
                self._branchwise(one, another, *branches) if all(branches) else self._cell_by_cell(one, another)
            )
        return self._shown[key]

    def _cell_by_cell(self, one: Term, another: Term) -> bool:
        return all(
            self._covered(cell, self.expander.cells(another, type_), 0)
            for type_ in TYPES
            for cell in self.expander.cells(one, type_)
        )

    def _branchwise(self, one: Term, another: Term, branches: list[Term], others: list[Term]) -> bool:
        """A registry pairs the branches of `oneOf`; it does not work out what exactly one of them leaves."""
        if not self.within(without_one_of(one), without_one_of(another)):
            return False
        return all(any(self.within(branch, other) for other in others) for branch in branches)

    def empty(self, term: Term) -> bool:
        """Whether it is proved that `term` accepts nothing."""
        if term.key not in self._empty:
            self._empty[term.key] = False
            self._kept.append(term)
            self._empty[term.key] = all(self.vain(cell) for type_ in TYPES for cell in self.expander.cells(term, type_))
        return self._empty[term.key]

    def vain(self, cell: Cell) -> bool:
        """Whether it is proved that no value is in `cell`."""
        if cell.values is not None:
            return not any(self._may_fit(value, cell) for value in cell.values)
        if cell.most is not None and cell.least > cell.most:
            return True
        if cell.type == "number":
            listed = whole_numbers(cell)
            return no_number(cell) or (listed is not None and not listed)
        if cell.type == "boolean":
            return {identity(value) for value in cell.excluded} >= {"true", "false"}
        if cell.type == "null":
            return bool(cell.excluded)
        if cell.type == "string":
            return no_text(cell)
        return self._vain_array(cell) if cell.type == "array" else self._vain_object(cell)

    def _may_fit(self, value: object, cell: Cell) -> bool:
        try:
            return fits(value, replace(cell, tokens=frozenset()), self.expander)  # type: ignore[arg-type]
        except Undecided:
            return True

    def _vain_array(self, cell: Cell) -> bool:
        if any(self.empty(cell.item(index)) for index in range(min(cell.least, cell.listed_items + 1))):
            return True
        return any(
            one.least and (self.empty(one.term) or (one.most is not None and one.most < one.least))
            for one in cell.contained
        )

    def _vain_object(self, cell: Cell) -> bool:
        if cell.most is not None and len(cell.required) > cell.most:
            return True
        if any(self.empty(self._member(cell, name)) for name in cell.required):
            return True
        return any(self._member_impossible(cell, member) for member in cell.members)

    def _member_impossible(self, cell: Cell, member: Member) -> bool:
        """Whether a demanded member contradicts what the same names must be elsewhere in the cell."""
        for names in cell.names:
            if member.pattern is not None:
                same = [term for pattern, term in names.patterns if pattern == member.pattern]
            else:
                outside = member.outside
                same = [names.rest] if outside is not None and same_names(names.named, outside.named) else []
            if same and self.empty(every(member.value, *same)):
                return True
        return False

    def _member(self, cell: Cell, name: str) -> Term:
        if cell.name_terms and not self._name_allowed(cell, name):
            return FALSE
        return member_term(cell, name)

    def _name_allowed(self, cell: Cell, name: str) -> bool:
        try:
            return all(
                any(fits(name, one, self.expander) for one in self.expander.cells(term, "string"))
                for term in cell.name_terms
            )
        except Undecided:
            return True

    def _covered(self, cell: Cell, others: tuple[Cell, ...], splits: int) -> bool:
        """Whether every value of `cell` is in one of `others`."""
        self.steps += 1
        if self.steps > _MAX_STEPS:
            raise Undecided("too many steps")
        if any(self._inside(cell, other) for other in others) or self.vain(cell):
            return True
        if cell.values is not None:
            return all(self._value_covered(value, cell, others) for value in cell.values)
        if not others:
            return False
        pieces = None if splits >= _MAX_SPLITS else self._split(cell, others)
        return pieces is not None and all(self._covered(piece, others, splits + 1) for piece in pieces)

    def _value_covered(self, value: object, cell: Cell, others: tuple[Cell, ...]) -> bool:
        if not self._may_fit(value, cell):
            return True
        for other in others:
            # What is demanded by name alone (`format`) holds for the value if the cell demands it too.
            held = replace(other, tokens=other.tokens - cell.tokens)
            try:
                if fits(value, held, self.expander):  # type: ignore[arg-type]
                    return True
            except Undecided:
                continue
        return False

    def _split(self, cell: Cell, others: tuple[Cell, ...]) -> list[Cell] | None:
        if cell.type == "number":
            return split_number(cell, others)
        if cell.type == "boolean":
            left = [value for value in (True, False) if self._may_fit(value, cell)]
            return [replace(cell, values=(value,)) for value in left]
        if cell.type in ("string", "array"):
            return split_lengths(cell, others)
        return self._split_object(cell, others) if cell.type == "object" else None

    def _split_object(self, cell: Cell, others: tuple[Cell, ...]) -> list[Cell] | None:
        """Cases of a member that the others treat differently: absent, or one of the cells of its value."""
        names = sorted({name for other in others for name in other.known_names})
        for name in names:
            told = {(name in other.required, member_term(other, name).key) for other in others}
            if len(told) < 2:
                continue
            pieces = self._cases(cell, name, others)
            if len(pieces) > 1:
                return pieces
        return None

    def _cases(self, cell: Cell, name: str, others: tuple[Cell, ...]) -> list[Cell]:
        term = self._member(cell, name)
        pieces = [] if name in cell.required else [narrowed(cell, name, TRUE, present=False)]
        for type_ in TYPES:
            for inner in self.expander.cells(term, type_):
                for part in self._inner_cases(inner, [member_term(other, name) for other in others]):
                    pieces.append(narrowed(cell, name, Fixed(part, type_), present=True))
        return pieces if len(pieces) <= MAX_LISTED else []

    def _inner_cases(self, inner: Cell, terms: list[Term]) -> Iterator[Cell]:
        if inner.values is not None:
            for value in inner.values:
                yield replace(inner, values=(value,))
            return
        cells = tuple(cell for term in terms for cell in self.expander.cells(term, inner.type))
        named = {identity(value): value for cell in cells for value in (*(cell.values or ()), *cell.excluded)}
        for value in named.values():
            if self._may_fit(value, inner):
                yield replace(inner, values=(value,))
        yield replace(inner, excluded=(*inner.excluded, *named.values()))

    def _inside(self, one: Cell, other: Cell) -> bool:
        """Whether all values of one cell are in another of the same type, by their constraints."""
        if other.values is not None and (one.values is None or not listed_in(one.values, other.values)):
            return False
        if any(self._may_fit(value, one) for value in other.excluded):
            return False
        if not other.tokens <= one.tokens:
            return False
        if one.type == "number":
            return number_inside(one, other)
        if one.type == "string":
            return texts_within(one, other)
        if one.type == "array":
            return self._array_inside(one, other)
        return one.type != "object" or self._object_inside(one, other)

    def _array_inside(self, one: Cell, other: Cell) -> bool:
        if one.least < other.least or (other.most is not None and (one.most is None or one.most > other.most)):
            return False
        if other.unique is not None and one.unique is not other.unique:
            short = other.unique and one.most is not None and one.most <= 1
            if not short:
                return False
        listed = max(one.listed_items, other.listed_items)
        for index in range(listed if one.most is None else min(listed, one.most)):
            if self.empty(one.item(index)):
                return all(self._contains(one, contained) for contained in other.contained)
            if not self.within(one.item(index), other.item(index)):
                return False
        if (one.most is None or one.most > listed) and not self.within(one.later_items, other.later_items):
            return False
        return all(self._contains(one, contained) for contained in other.contained)

    def _contains(self, one: Cell, wanted: Contained) -> bool:
        if wanted.least == 0 and wanted.most is None:
            return True
        for known in one.contained:
            least = known.least >= wanted.least and (wanted.least == 0 or self.within(known.term, wanted.term))
            most = wanted.most is None or (
                known.most is not None and known.most <= wanted.most and self.within(wanted.term, known.term)
            )
            if least and most:
                return True
        if wanted.most is None and one.least >= wanted.least:
            return all(self.within(one.item(index), wanted.term) for index in range(one.listed_items + 1))
        if wanted.least == 0 and wanted.most == 0:
            return all(self.empty(every(one.item(index), wanted.term)) for index in range(one.listed_items + 1))
        return False

    def _object_inside(self, one: Cell, other: Cell) -> bool:
        if max(one.least, len(one.required)) < other.least:
            return False
        if other.most is not None and not self._at_most(one, other.most):
            return False
        if not other.required <= one.required:
            return False
        known = one.known_names | other.known_names
        for name in sorted(known):
            inner = self._member(one, name)
            if inner.key != FALSE.key and not self.within(inner, member_term(other, name)) and not self.empty(inner):
                return False
        if not self._rest_inside(one, other, known):
            return False
        return all(self._names_inside(one, term, known) for term in other.name_terms) and all(
            self._has_member(one, member) for member in other.members
        )

    def _at_most(self, one: Cell, most: int) -> bool:
        if one.most is not None and one.most <= most:
            return True
        closed = not one.known_patterns and self.empty(every(*(names.rest for names in one.names)))
        possible = [name for name in one.known_names if not self.empty(self._member(one, name))]
        return closed and len(possible) <= most

    def _rest_inside(self, one: Cell, other: Cell, known: frozenset[str]) -> bool:
        """Members that neither side names, by which of the patterns their names match."""
        patterns = sorted(one.known_patterns | other.known_patterns)
        if len(patterns) > _MAX_CLASSES:
            raise Undecided("too many patterns for names")
        for chosen in product((True, False), repeat=len(patterns)):
            matched = {pattern for pattern, yes in zip(patterns, chosen, strict=True) if yes}
            if not class_possible(matched, set(patterns) - matched, known):
                continue
            inner = class_term(one, matched)
            if not self.within(inner, class_term(other, matched)) and not self.empty(inner):
                return False
        return True

    def _names_inside(self, one: Cell, wanted: Term, known: frozenset[str]) -> bool:
        if any(self.within(term, every(wanted)) for term in one.name_terms):
            return True
        if self.within(every(_STRINGS, *one.name_terms), wanted):
            return True
        if one.known_patterns or not self.empty(every(*(names.rest for names in one.names))):
            return False
        return all(
            self.empty(self._member(one, name))
            or any(fits(name, cell, self.expander) for cell in self.expander.cells(wanted, "string"))
            for name in known
        )

    def _has_member(self, one: Cell, wanted: Member) -> bool:
        for known in one.members:
            same = known.pattern == wanted.pattern and outside_within(known, wanted)
            if same and self.within(known.value, wanted.value):
                return True
        for name in one.required:
            listed = wanted.outside is not None and any(own == name for own, _ in wanted.outside.named)
            patterned = wanted.outside is not None and bool(wanted.outside.patterns)
            matching = wanted.pattern is None or name_matches(wanted.pattern, name)
            if not listed and not patterned and matching and self.within(self._member(one, name), wanted.value):
                return True
        return False
