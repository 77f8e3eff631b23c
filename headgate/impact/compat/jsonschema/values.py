"""Whether a value belongs to a cell or a term."""

from __future__ import annotations

from fractions import Fraction

from headgate.facts.schemas.positions import Json
from headgate.impact.compat.jsonschema.cells import Cell, Names
from headgate.impact.compat.jsonschema.expand import Expander, Undecided
from headgate.impact.compat.jsonschema.terms import Term, every, exact, identity, type_of
from headgate.impact.compat.jsonschema.texts import matches
from headgate.impact.compat.languages import NotRegular


def holds(value: Json, term: Term, expander: Expander) -> bool:
    """Whether `term` accepts `value`.

    Raises:
        Undecided: a constraint is not understood.
    """
    return any(fits(value, cell, expander) for cell in expander.cells(term, type_of(value)))


class Members:
    """Whether members fit what a cell says of their names, remembered while the same values are tried in turn."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, int], tuple[bool, Cell, Json]] = {}
        """By the identities of cell and value, which are kept alive beside the answer."""

    def fit(self, name: str, value: Json, cell: Cell, expander: Expander) -> bool:
        """Whether the member `name` may have this value, and this name.

        Raises:
            Undecided: a constraint is not understood.
        """
        key = id(cell), name, id(value)
        known = self._known.get(key)
        if known is None:
            held = holds(value, member_term(cell, name), expander) and all(
                holds(name, term, expander) for term in cell.name_terms
            )
            known = self._known[key] = held, cell, value
        return known[0]


def fits(value: Json, cell: Cell, expander: Expander, members: Members | None = None) -> bool:
    """Whether `value`, of the cell's type, meets all of it.

    Raises:
        Undecided: a constraint is not understood.
    """
    if cell.values is not None or cell.excluded:
        same = identity(value)
        if cell.values is not None and same not in {identity(one) for one in cell.values}:
            return False
        if any(identity(one) == same for one in cell.excluded):
            return False
    if not _shape_fits(value, cell, expander, members or Members()):
        return False
    if cell.tokens:
        raise Undecided(f"{min(cell.tokens)[0]} is not followed")
    return True


def _shape_fits(value: Json, cell: Cell, expander: Expander, members: Members) -> bool:
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int | float):
        return number_fits(exact(value), cell)
    if not cell.least <= len(value) or (cell.most is not None and len(value) > cell.most):
        return False
    if isinstance(value, str):
        try:
            return all(matches(one, value) for one in cell.patterns) and not any(
                matches(one, value) for one in cell.not_patterns
            )
        except NotRegular as error:
            raise Undecided(f"a pattern is not understood: {error}") from error
    if isinstance(value, list):
        return _array_fits(value, cell, expander)
    return _object_fits(value, cell, expander, members)


def number_fits(number: Fraction, cell: Cell) -> bool:
    """Whether a number meets the numeric constraints of a cell."""
    if cell.low is not None and (number < cell.low or (cell.low_open and number == cell.low)):
        return False
    if cell.high is not None and (number > cell.high or (cell.high_open and number == cell.high)):
        return False
    if cell.whole is not None and (number.denominator == 1) is not cell.whole:
        return False
    return all((number / factor).denominator == 1 for factor in cell.multiples) and not any(
        (number / factor).denominator == 1 for factor in cell.not_multiples
    )


def _array_fits(value: list[Json], cell: Cell, expander: Expander) -> bool:
    if cell.unique is not None and (len({identity(one) for one in value}) == len(value)) is not cell.unique:
        return False
    for contained in cell.contained:
        count = sum(holds(one, contained.term, expander) for one in value)
        if count < contained.least or (contained.most is not None and count > contained.most):
            return False
    return all(holds(one, cell.item(index), expander) for index, one in enumerate(value))


def _object_fits(value: dict[str, Json], cell: Cell, expander: Expander, members: Members) -> bool:
    if not cell.required <= value.keys():
        return False
    if not all(members.fit(name, inner, cell, expander) for name, inner in value.items()):
        return False
    for member in cell.members:
        if not any(
            holds(inner, member.value, expander) and _concerns(member.pattern, name)
            for name, inner in value.items()
            if member.outside is None or _left_over(member.outside, name)
        ):
            return False
    return True


def _concerns(pattern: str | None, name: str) -> bool:
    return pattern is None or name_matches(pattern, name)


def _left_over(names: Names, name: str) -> bool:
    listed = any(one == name for one, _ in names.named)
    return not listed and not any(name_matches(pattern, name) for pattern, _ in names.patterns)


def name_matches(pattern: str, name: str) -> bool:
    """Whether a member's name matches.

    Raises:
        Undecided: the pattern is not understood.
    """
    try:
        return matches(pattern, name)
    except NotRegular as error:
        raise Undecided(f"a pattern is not understood: {error}") from error


def member_term(cell: Cell, name: str) -> Term:
    """What the member called `name` must be."""
    found: list[Term] = []
    for names in cell.names:
        own = list(names.by_name.get(name, ()))
        own += [term for pattern, term in names.patterns if name_matches(pattern, name)]
        found += own or [names.rest]
    return every(*found)
