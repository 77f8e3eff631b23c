"""A relation by what decides its rows and its values, whatever it is called and however it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

_LONGEST = 160
"""Characters of a canonical text; longer ones are folded to a digest, or chains of CTEs would explode."""


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

    rows: str
    columns: tuple[tuple[str, str], ...] = ()
    """Name, folded to lower case, and canonical text, in order."""
    open: bool = False
    """It may have columns beside those in `columns`."""
    bases: frozenset[str] = frozenset()
    """Base tables it is made from."""
    single_row: bool = False
    """An aggregate without GROUP BY: one row, whatever its input."""
    order: str = ""
    """ORDER BY of the outermost query; empty where none is asked for."""
    merged: bool = False
    """Duplicates are removed by a UNION, so the rows also depend on the columns' values."""
    faults: tuple[Fault, ...] = ()
    name: str = ""
    """What the query calls it, for messages."""

    def text_of(self, name: str) -> str | None:
        """The canonical text of a column; None where it is not known to be there."""
        known = dict(self.columns).get(name)
        if known is None and self.open:
            return f"{self.rows}.{name}"
        return known

    def instance(self, number: int) -> Relation:
        """The same relation, as the `number`-th one over shared base tables in one FROM."""
        if number == 1:
            return self
        columns = tuple((name, fold(f"{text}#{number}")) for name, text in self.columns)
        return replace(self, rows=fold(f"{self.rows}#{number}"), columns=columns)


def base_table(name: str, columns: Iterable[str] | None) -> Relation:
    """The relation of a table that no query of the project makes; `columns` None where they are unknown."""
    known = tuple((column.lower(), f"{name}.{column.lower()}") for column in columns or ())
    return Relation(name, known, open=columns is None, bases=frozenset({name}))


def fold(text: str) -> str:
    """`text`, or a digest of it where it is long.

    >>> fold("t.a")
    't.a'
    """
    if len(text) <= _LONGEST:
        return text
    return "~" + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def numbered(sources: Mapping[str, Relation]) -> dict[str, Relation]:
    """Sources by alias, with those that share base tables told apart in order of appearance."""
    seen: dict[str, int] = {}
    found = {}
    for alias, relation in sources.items():
        number = 1 + max((seen.get(base, 0) for base in relation.bases), default=0)
        for base in relation.bases:
            seen[base] = number
        found[alias] = relation.instance(number)
    return found
