"""Unknown members of dimensions, and facts that point to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from headgate.design.review.subject import Subject
from headgate.facts.sql.expressions import bare
from headgate.facts.sql.scopes import branches

_WORDS = frozenset(("unknown", "not known", "n/a", "not applicable", "none", "missing", "undefined", "(unknown)"))


@dataclass(frozen=True, slots=True)
class Replaced:
    """A key of a fact that is given a fixed value where there is no member."""

    column: str
    value: str
    line: int


def has_unknown_member(subject: Subject) -> bool | None:
    """Whether a dimension has a row for what is not known; None where its query is not understood."""
    trees = [reading.tree for reading in subject.readings]
    if not trees or any(tree is None for tree in trees):
        return None
    for tree in trees:
        for select in tree.find_all(exp.Select) if tree is not None else ():
            if select.args.get("from_") is None and select.args.get("from") is None and _is_member(select):
                return True
    return False


def _is_member(select: exp.Select) -> bool:
    values = [bare(item.unalias()) for item in select.expressions]
    texts = {value.name.lower() for value in values if isinstance(value, exp.Literal) and value.is_string}
    numbers = any(isinstance(value, exp.Neg) for value in values)
    return bool(texts & _WORDS) or numbers or bool(texts & {"-1", "0", "-2"})


def values_of(subject: Subject) -> frozenset[str]:
    """All literals of a table's queries, as text."""
    found = set()
    for reading in subject.readings:
        for literal in reading.tree.find_all(exp.Literal) if reading.tree is not None else ():
            above = literal.parent
            found.add(f"-{literal.name}" if isinstance(above, exp.Neg) else literal.name)
    return frozenset(found)


def replaced_keys(subject: Subject) -> Iterator[Replaced]:
    """Columns of a table's own query that are `coalesce(key, 'fixed')`."""
    for reading in subject.readings:
        for branch in branches(reading.tree) if reading.tree is not None else ():
            for item in branch.expressions if isinstance(branch, exp.Select) else ():
                made = bare(item.unalias())
                fixed = bare(made.expressions[-1]) if isinstance(made, exp.Coalesce) and made.expressions else None
                if fixed is None or not isinstance(bare(made.this), exp.Column):
                    continue
                if isinstance(fixed, exp.Literal) or (
                    isinstance(fixed, exp.Neg) and isinstance(fixed.this, exp.Literal)
                ):
                    value = f"-{fixed.this.name}" if isinstance(fixed, exp.Neg) else fixed.name
                    line = reading.line(item)
                    yield Replaced(item.alias_or_name.lower(), value, line)
