"""Rules that the repository itself states: keys, constraints, types, values, references, formulas and filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.suites.checks import Accepted, Holds, NotNull, Refers, Types, Unique
from headgate.suites.evidence.told import Told
from headgate.suites.rule import Dimension, Layer, Rule


def joined(name: str, told: Told, others: Mapping[str, Told]) -> Iterator[Rule]:
    """References that joins suggest, where what is joined is declared to be the key of the other side.

    Nothing but a sample tells whether they hold, so that without one they come last.
    """
    own = {key.columns for key in told.keys}
    roots = {column: (there, field) for column, there, field in told.roots}
    for one in told.references:
        other = others.get(one.other, Told())
        keys = {key.columns for key in other.keys}
        copy = roots.get(one.column) == (one.other, one.field)
        if not one.declared and (one.field,) in keys and (one.column,) not in own and not copy:
            check = Refers(one.column, one.other, one.field)
            yield Rule(name, check, Dimension.CONSISTENCY, Layer.REFERENTIAL, (one.ground,))


def declared(name: str, told: Told) -> Iterator[Rule]:
    """The rules of one dataset, strongest first."""
    for key in told.keys:
        check = Unique(key.columns)
        yield Rule(name, check, Dimension.UNIQUENESS, Layer.CONSTRAINT, (key.ground,))
        for column in key.columns if len(key.columns) == 1 else ():
            yield Rule(name, NotNull(column), Dimension.COMPLETENESS, Layer.CONSTRAINT, (key.ground,))
    for filled in told.filled:
        yield Rule(name, NotNull(filled.column), Dimension.COMPLETENESS, Layer.CONSTRAINT, (filled.ground,))
    for valued in told.values:
        check_values = Accepted(valued.column, valued.values)
        yield Rule(name, check_values, Dimension.VALIDITY, Layer.CONSTRAINT, (valued.ground,))
    for one in told.references:
        if one.declared:
            check_refers = Refers(one.column, one.other, one.field)
            yield Rule(name, check_refers, Dimension.CONSISTENCY, Layer.REFERENTIAL, (one.ground,))
    for condition in told.conditions:
        check_holds = Holds(condition.condition, condition.words, condition.columns)
        yield Rule(name, check_holds, Dimension.ACCURACY, Layer.BUSINESS, (condition.ground,))
    if told.typed:
        types = tuple((one.column, one.family) for one in told.typed)
        grounds = tuple(dict.fromkeys(one.ground for one in told.typed))[:3]
        yield Rule(name, Types(types), Dimension.VALIDITY, Layer.SCHEMA, grounds)
