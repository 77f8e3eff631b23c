"""Comparing subschemas by how they are written, and members by the patterns that their names match."""

from __future__ import annotations

from collections.abc import Iterable

from headgate.impact.compat.jsonschema.cells import Cell, Member
from headgate.impact.compat.jsonschema.terms import Raw, Term, every, identity
from headgate.impact.compat.jsonschema.texts import no_text

MAX_LISTED = 200
"""Names or values that are compared one by one."""


def one_of(term: Term) -> list[Term]:
    """The branches of a `oneOf`, where a registry's rules hold."""
    if not isinstance(term, Raw) or not term.root.registry or not isinstance(term.schema, dict):
        return []
    branches = term.schema.get("oneOf")
    return [Raw(branch, term.root) for branch in branches] if isinstance(branches, list) else []


def without_one_of(term: Term) -> Term:
    """The term without its `oneOf`."""
    if not isinstance(term, Raw) or not isinstance(term.schema, dict):
        return term
    return Raw({name: value for name, value in term.schema.items() if name != "oneOf"}, term.root)


def listed_in(values: Iterable[object], others: Iterable[object]) -> bool:
    """Whether each value is among the others, as JSON compares them."""
    known = {identity(value) for value in others}  # type: ignore[arg-type]
    return all(identity(value) in known for value in values)  # type: ignore[arg-type]


def same_names(one: tuple[tuple[str, Term], ...], other: tuple[tuple[str, Term], ...]) -> bool:
    """Whether two lists of members name the same ones."""
    return {name for name, _ in one} == {name for name, _ in other}


def outside_within(known: Member, wanted: Member) -> bool:
    """Whether what one member leaves out is left out by the other."""
    if known.outside is None or wanted.outside is None:
        return known.outside is wanted.outside
    patterns = {pattern for pattern, _ in known.outside.patterns} == {pattern for pattern, _ in wanted.outside.patterns}
    return patterns and {name for name, _ in known.outside.named} >= {name for name, _ in wanted.outside.named}


def class_possible(matched: set[str], unmatched: set[str], known: frozenset[str]) -> bool:
    """Whether some name matches just these patterns, beside the names that are known."""
    cell = Cell("string", patterns=frozenset(matched), not_patterns=frozenset(unmatched))
    return not no_text(cell, tuple(sorted(known)) if len(known) <= MAX_LISTED else ())


def class_term(cell: Cell, matched: set[str]) -> Term:
    """What a member must be whose name matches just these patterns."""
    found: list[Term] = []
    for names in cell.names:
        own = [term for pattern, term in names.patterns if pattern in matched]
        found += own or [names.rest]
    return every(*found)
