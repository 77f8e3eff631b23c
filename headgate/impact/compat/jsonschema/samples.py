"""Values to try: some that the old schema accepts, chosen where the new one might not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice
from math import ceil

from headgate.facts.schemas.positions import Json
from headgate.impact.compat.expressions import language
from headgate.impact.compat.jsonschema.cells import Cell
from headgate.impact.compat.jsonschema.expand import Expander, Undecided
from headgate.impact.compat.jsonschema.numbers import plain, step_of
from headgate.impact.compat.jsonschema.references import Spelling
from headgate.impact.compat.jsonschema.terms import FALSE, TRUE, TYPES, Some, Term, every
from headgate.impact.compat.jsonschema.texts import described
from headgate.impact.compat.jsonschema.values import Members, fits, member_term
from headgate.impact.compat.languages import NotRegular, both, member, other

_LIMITS = (600, 24, 12, 8, 5, 4, 3)
"""Values made of a term, by how deep it stands."""
_FILLERS = 8
"""Members that both sides describe alike: some are put in, since their number or presence may count."""
_WIDEST = 120
_LONG = 300
_PATIENCE = 200
_END = object()
_PLAIN: tuple[Json, ...] = (0, "x", 1.5, True, None, [], {}, "")


class Sampler:
    """Values of one term, with an eye on another."""

    def __init__(self, expander: Expander, spelling: Spelling | None = None) -> None:
        self.expander = expander
        self.left = 40_000
        """Values that may still be made, all together."""
        self._spelling = spelling or Spelling()
        self._fitting = Members()
        self._known: dict[tuple[object, object, int], list[Json]] = {}
        self._kept: list[Term] = []

    def each(self, term: Term, hint: Term) -> Iterator[Json]:
        """Different values that `term` accepts, made as they are asked for; `hint` is what they are held against."""
        self._kept += [term, hint]
        yield from self._made(term, hint, 0)

    def _values(self, term: Term, hint: Term, depth: int) -> list[Json]:
        """Values of a part."""
        if depth >= len(_LIMITS):
            return []
        if depth > 1 and term.key == TRUE.key and hint.key in (TRUE.key, FALSE.key):
            return list(_PLAIN[: _LIMITS[depth]])
        key = (term.key, hint.key, depth)
        if key not in self._known:
            self._known[key] = []
            self._kept += [term, hint]
            # What both sides say alike refuses nothing: one value will do.
            found = list(self._made(term, term, depth, few=True)) if self._alike(term, hint) else []
            self._known[key] = found or list(self._made(term, hint, depth))
        return self._known[key]

    def _alike(self, term: Term, hint: Term) -> bool:
        parts = hint.parts if isinstance(hint, Some) else (hint,)
        return all(self._spelling.alike(term, part) for part in parts)

    def _made(self, term: Term, hint: Term, depth: int, *, few: bool = False) -> Iterator[Json]:
        seen: set[str] = set()
        made = {type_: self._of_type(term, hint, type_, depth, few=few) for type_ in TYPES}
        most = 1 if few else _LIMITS[depth]
        # Each type in turn, so that none uses up the limit: which one is refused is not known beforehand.
        while made and len(seen) < most and self.left > 0:
            for type_ in list(made):
                value = next(made[type_], _END)
                if value is _END:
                    del made[type_]
                    continue
                text = json.dumps(value, sort_keys=True)
                if text not in seen:
                    seen.add(text)
                    yield value  # type: ignore[misc]

    def _of_type(self, term: Term, hint: Term, type_: str, depth: int, *, few: bool) -> Iterator[object]:
        hints = self.expander.cells(hint, type_)
        for cell in self.expander.cells(term, type_)[:20]:
            for value in islice(self._of(cell, hints, depth, few=few), 2_000 if depth == 0 else 200):
                self.left -= 1
                if self.left < 0:
                    return
                if self._fits(value, cell):
                    yield value

    def _fits(self, value: Json, cell: Cell) -> bool:
        try:
            return fits(value, cell, self.expander, self._fitting)
        except Undecided:
            return False

    def _of(self, cell: Cell, hints: tuple[Cell, ...], depth: int, *, few: bool) -> Iterator[Json]:
        if cell.values is not None:
            yield from cell.values
            return
        yield from (value for hint in hints for value in (*hint.excluded, *(hint.values or ())))
        if cell.type in ("null", "boolean"):
            yield from (None,) if cell.type == "null" else (True, False)
        elif cell.type == "number":
            yield from _numbers(cell, hints)
        elif cell.type == "string":
            yield from _texts(cell, hints)
        elif cell.type == "array":
            yield from self._arrays(cell, hints, depth)
        else:
            yield from self._objects(cell, hints, depth, few=few)

    def _arrays(self, cell: Cell, hints: tuple[Cell, ...], depth: int) -> Iterator[Json]:
        listed = max([cell.listed_items, *(hint.listed_items for hint in hints)])
        choices = [
            self._values(
                every(cell.item(index), *(one.term for one in cell.contained[:1] if index == 0 and one.least)),
                Some(tuple(hint.item(index) for hint in hints)),
                depth + 1,
            )
            for index in range(min(listed, 12) + 1)
        ]
        counts = sorted({n for n in _counts(cell, hints) if n <= 40} | {min(listed, 12), min(listed, 12) + 1})
        for count in counts:
            filled = [choices[min(index, len(choices) - 1)] for index in range(count)]
            if not all(filled):
                continue
            plain_items = [_different(options, index) for index, options in enumerate(filled)]
            yield plain_items
            yield [options[0] for options in filled]
            for index, options in enumerate(filled[: listed + 1]):
                yield from ([*plain_items[:index], value, *plain_items[index + 1 :]] for value in options[1:])

    def _objects(self, cell: Cell, hints: tuple[Cell, ...], depth: int, *, few: bool) -> Iterator[Json]:
        if few and cell.least <= len(cell.required):
            made_of = {name: self._members(cell, hints, name, depth) for name in sorted(cell.required)}
            yield {name: values[0] for name, values in made_of.items() if values}
            return
        names = self._names(cell, hints)
        choices: dict[str, list[Json]] = {}

        def choose(wanted: Iterable[str]) -> Iterator[tuple[str, list[Json]]]:
            for name in wanted:
                if name not in choices and (made := self._members(cell, hints, name, depth)):
                    choices[name] = made
                if name in choices:
                    yield name, choices[name]

        bare: dict[str, Json] = {name: values[0] for name, values in choose(sorted(cell.required))}
        if not cell.required <= choices.keys():
            return
        for name, values in choose(name for name in names if name not in cell.required):
            if len(bare) >= cell.least:
                break
            bare[name] = values[0]
        yield bare
        for name, values in choose(names):
            yield from ({**bare, name: value} for value in values)
        yield from self._full(cell, hints, bare, choices)

    @staticmethod
    def _full(
        cell: Cell, hints: tuple[Cell, ...], bare: dict[str, Json], choices: dict[str, list[Json]]
    ) -> Iterator[Json]:
        """Objects with all members, less one, with another value of one, and of many counts."""
        optional = [name for name in choices if name not in cell.required]
        listed = {name: values[0] for name, values in choices.items() if name in cell.known_names}
        yield {**listed, **bare}
        for name in optional:
            yield {known: value for known, value in listed.items() if known != name} | bare
        for name, values in choices.items():
            told = values[0] if name in listed else _END
            yield from ({**listed, **bare, name: value} for value in values if value is not told)
        for count in _counts(cell, hints):
            if count <= 40:
                yield dict(islice({**bare, **listed, **{f"x{i}": 0 for i in range(count)}}.items(), count))

    def _names(self, cell: Cell, hints: tuple[Cell, ...]) -> list[str]:
        """The members that matter first, and a few of those that both sides describe alike."""
        names = sorted(cell.known_names | {name for hint in hints for name in hint.known_names})
        names += [name for name in _other_names(cell, hints) if name not in names]
        demanded = cell.required.union(*(hint.required for hint in hints))
        alike = [name for name in names[:_WIDEST] if name not in demanded and self._says_alike(cell, hints, name)]
        return [name for name in names[:_WIDEST] if name not in alike] + alike[:_FILLERS]

    def _says_alike(self, cell: Cell, hints: tuple[Cell, ...], name: str) -> bool:
        """Whether all that is held against the cell says of a member just what the cell does."""
        try:
            wanted = member_term(cell, name)
            return all(self._spelling.alike(wanted, member_term(hint, name)) for hint in hints)
        except Undecided:
            return False

    def _members(self, cell: Cell, hints: tuple[Cell, ...], name: str, depth: int) -> list[Json]:
        try:
            wanted = member_term(cell, name)
            hint = Some(tuple(member_term(one, name) for one in hints))
        except Undecided:
            return []
        return self._values(wanted, hint, depth + 1)


def _different(options: list[Json], index: int) -> Json:
    return options[index % len(options)]


def _counts(cell: Cell, hints: Iterable[Cell]) -> list[int]:
    marks = {cell.least, cell.least + 1, 2}
    for one in (cell, *hints):
        marks |= {one.least - 1, one.least, one.least + 1}
        if one.most is not None:
            marks |= {one.most - 1, one.most, one.most + 1}
    return sorted(mark for mark in marks if mark >= 0)


def _numbers(cell: Cell, hints: tuple[Cell, ...]) -> Iterator[Json]:
    marks = {Fraction(0), Fraction(1), Fraction(-1), Fraction(3, 2), Fraction(7)}
    steps = {step for one in (cell, *hints) if (step := step_of(one)) is not None} | {Fraction(1)}
    for one in (cell, *hints):
        for bound in (one.low, one.high):
            if bound is not None:
                marks |= {bound, bound + 1, bound - 1, bound + Fraction(1, 2), bound - Fraction(1, 2)}
    own = step_of(cell) or Fraction(1)
    for mark in list(marks):
        marks |= {(ceil(mark / own) + shift) * own for shift in (-2, -1, 0, 1, 2, 3)}
    marks |= {step * factor for step in steps for factor in (1, 2, 3, -1)}
    yield from (plain(mark) for mark in sorted(marks, key=lambda one: (abs(one), one)))


def _texts(cell: Cell, hints: tuple[Cell, ...]) -> Iterator[Json]:
    yield from _described_texts(cell, hints)
    for count in _counts(cell, hints):
        if count <= _LONG:
            yield from (letter * count for letter in ("a", "Z", "0", "é"))
    yield from ("", "x", "text", "2020-01-01", "2020-01-01T00:00:00Z", "1", "A-1", " ")


def _described_texts(cell: Cell, hints: tuple[Cell, ...]) -> Iterator[str]:
    wanted = []
    try:
        own = described(cell)
    except NotRegular:
        return
    for hint in hints:
        try:
            wanted.append(both(own, other(described(hint))))
            wanted += [both(own, other(language(pattern))) for pattern in hint.patterns]
        except NotRegular:
            continue
    for node in (*wanted, own):
        try:
            text = member(node, patience=_PATIENCE)
        except NotRegular:
            continue
        if text is not None:
            yield text


def _other_names(cell: Cell, hints: tuple[Cell, ...]) -> Iterator[str]:
    for one in (cell, *hints):
        for pattern in sorted(one.known_patterns | {m.pattern for m in one.members if m.pattern is not None}):
            try:
                text = member(language(pattern), patience=_PATIENCE)
            except NotRegular:
                continue
            if text is not None:
                yield text
    for one in (cell, *hints):
        for names in one.name_terms:
            del names
            yield from ("a", "aaaaaaaa", "aaaaaaaaaaaa")
    yield from ("zzz", "another")
