"""A relation by what decides its rows and its values, whatever it is called and however it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

_LONGEST = 160
"""Characters of a canonical text; longer ones are folded to a digest, or chains of CTEs would explode."""
_MOST_KEYS = 8

Key = frozenset[str]
"""Texts of columns that together have other values in every row; none of them: there is one row at most."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why an engine would refuse the query."""

    kind: str
    """`missing-column`, `ambiguous-column`, `missing-table`, `column-count`."""
    name: str
    relation: str = ""
    line: int = 0
    """In the text of the query; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a CTE, a subquery or a whole query.

    Two relations with equal `rows` have the same rows for every content of the base tables; two columns
    with equal texts have the same values in them. The reverse does not hold: different texts may still mean
    the same.
    """

    parts: tuple[str, ...]
    """Row sources whose product it is, before the filters."""
    columns: tuple[tuple[str, str], ...] = ()
    """Name, folded to lower case, and canonical text, in order."""
    filters: frozenset[str] = frozenset()
    """Conditions that all of its rows meet."""
    open: bool = False
    """It may have columns beside those in `columns`."""
    bases: Mapping[str, int] = field(default_factory=dict)
    """Base tables it is made from, and how many instances of each."""
    keys: frozenset[Key] = frozenset()
    single_row: bool = False
    """An aggregate without GROUP BY: one row, whatever its input."""
    counted: str = ""
    """The rows that such an aggregate is made of."""
    branches: tuple[Relation, ...] = ()
    """Of a UNION ALL: what it puts together."""
    order: str = ""
    """ORDER BY of the outermost query; empty where none is asked for."""
    unmerged: str = ""
    """Of a UNION that removes duplicates: its rows, but for what its columns' values merge."""
    faults: tuple[Fault, ...] = ()
    name: str = ""
    """What the query calls it, for messages."""

    @property
    def core(self) -> str:
        """The row sources as one text. A product is the same in any order."""
        return " x ".join(sorted(self.parts))

    @property
    def rows(self) -> str:
        """The canonical text of what decides the rows."""
        return fold(filtered(self.core, self.filters))

    def text_of(self, name: str) -> str | None:
        """The canonical text of a column; None where it is not known to be there."""
        known = dict(self.columns).get(name)
        if known is None and self.open:
            return fold(f"{self.core}.{name}")
        return known

    def instance(self, number: int) -> Relation:
        """The same relation, as the `number`-th one over shared base tables in one FROM."""
        if number == 1:
            return self

        def told(text: str) -> str:
            return fold(f"{text}#{number}")

        return replace(
            self,
            parts=tuple(told(part) for part in self.parts),
            filters=frozenset(told(one) for one in self.filters),
            columns=tuple((name, told(text)) for name, text in self.columns),
            keys=frozenset(frozenset(told(text) for text in key) for key in self.keys),
            branches=(),
        )


def filtered(core: str, filters: Iterable[str]) -> str:
    """The text of `core` of which only rows stay that meet all of `filters`."""
    conditions = " and ".join(sorted(filters))
    return f"{core} where {conditions}" if conditions else core


def base_table(name: str, columns: Iterable[str] | None, keys: Iterable[Iterable[str]] = ()) -> Relation:
    """The relation of a table that no query of the project makes; `columns` None where they are unknown."""
    known = tuple((column.lower(), f"{name}.{worded(column.lower())}") for column in columns or ())
    told = dict(known)
    found = {frozenset(told[column] for column in key) for key in map(tuple, keys) if all(c in told for c in key)}
    return Relation((name,), known, open=columns is None, bases={name: 1}, keys=fewest(key for key in found if key))


def equal(left: str, right: str) -> str:
    """The text of a condition that two things are equal, whichever stands first."""
    return fold(f"({' eq '.join(sorted((left, right)))})")


def worded(name: str) -> str:
    """A column's name as part of a text; one that could be taken for more is quoted."""
    return name if name.isidentifier() else repr(name)


def fewest(keys: Iterable[Key]) -> frozenset[Key]:
    """`keys` without those that others make superfluous; a few of them."""
    found: list[Key] = []
    for key in sorted(set(keys), key=lambda key: (len(key), sorted(key))):
        if not any(known <= key for known in found):
            found.append(key)
    return frozenset(found[:_MOST_KEYS])


def fold(text: str) -> str:
    """`text`, or a digest of it where it is long.

    >>> fold("t.a")
    't.a'
    """
    if len(text) <= _LONGEST:
        return text
    return "~" + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def numbered(sources: Mapping[str, Relation], before: Mapping[str, int]) -> dict[str, Relation]:
    """Sources by alias, with those that share base tables told apart in order of appearance.

    `before` counts the instances that the queries around already have.
    """
    seen = dict(before)
    found = {}
    for alias, relation in sources.items():
        number = 1 + max((seen.get(base, 0) for base in relation.bases), default=0)
        for base, count in relation.bases.items():
            seen[base] = number - 1 + count
        found[alias] = relation.instance(number)
    return found
