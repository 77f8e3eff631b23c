"""Dimensions: a source table with what it belongs to, flattened, and the way in which it keeps history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headgate.design.nature import Judged, Nature, written_at
from headgate.design.question.model import Attribute, Question
from headgate.design.route import Hop, Route
from headgate.design.source.model import SourceSchema, SourceTable
from headgate.design.source.words import noun
from headgate.design.star.model import Dimension, DimensionColumn, Scd

_DEEPEST = 4
_WIDEST = 80
_CONSTANT = frozenset(("code", "name", "description", "label", "title", "symbol"))


def dimension(
    table: SourceTable, schema: SourceSchema, natures: Mapping[str, Judged], questions: Sequence[Question]
) -> Dimension:
    """The dimension of a source table."""
    natural = table.validity.natural if table.validity is not None else table.key
    notes: list[str] = []
    columns = _flattened(table, schema, natures, notes)
    asked = [
        attribute
        for question in questions
        for attribute in attributes(question)
        if attribute.current and attribute.table == table.name
    ]
    columns += [
        DimensionColumn(f"current_{column.name}", column.attribute, column.kind, column.type, current=True)
        for column in list(columns)
        if table.validity is not None and any(one.column == column.attribute.column for one in asked)
        if not column.attribute.route.hops
    ]
    own = noun(table.name)
    asked_then = any(table.name in question.history for question in questions)
    return Dimension(
        f"dim_{_subject(own)}",
        table.name,
        f"{_subject(own)}_key",
        natural,
        tuple(columns[:_WIDEST]),
        _scd(table, bool(asked), asked_then),
        tuple(notes),
        f"{table.name}_snapshot" if asked_then else "",
    )


def _subject(own: str) -> str:
    """What versions are versions of: `customer` for `customer_history`."""
    for ending in ("_history", "_version", "_snapshot", "_scd", "_hist"):
        if own.endswith(ending):
            return own.removesuffix(ending)
    return own


def attributes(question: Question) -> list[Attribute]:
    """What a question groups and filters by."""
    return [*(group.attribute for group in question.by), *(one.attribute for one in question.filters)]


def _flattened(
    table: SourceTable, schema: SourceSchema, natures: Mapping[str, Judged], notes: list[str]
) -> list[DimensionColumn]:
    """The table's own columns, then those of the tables that it belongs to."""
    found: dict[str, DimensionColumn] = {}
    waiting: list[tuple[SourceTable, Route, str]] = [(table, Route(table.name), "")]
    while waiting:
        at, route, prefix = waiting.pop(0)
        for column in at.columns:
            if route.hops and column.name in (*at.key, *at.pointing) and len(at.columns) > len(at.key):
                continue
            name = column.name
            if prefix and not name.startswith(f"{prefix}_"):
                name = f"{prefix}_{name}"
            while name in found:
                name = f"{prefix or noun(at.name)}_{name}"
            found[name] = DimensionColumn(name, Attribute(column.name, route), column.kind, column.type)
        for key in at.foreign if route.length < _DEEPEST else ():
            target = schema.table(key.table)
            if key.table == at.name:
                notes.append(
                    f"{at.name} points to itself by {key.columns[0]}: a hierarchy of no fixed "
                    "depth, kept as a key and not flattened"
                )
            elif natures[key.table].nature is Nature.EVENT:
                notes.append(
                    f"{at.name} points to the event {key.table}; an event is no attribute, so that only its key is kept"
                )
            elif key.versioned:
                notes.append(
                    f"{at.name} points to {key.table}, which keeps versions; which one is meant is "
                    "not told, so that only its key is kept"
                )
            elif all(hop.end != key.table for hop in route.hops) and key.table != table.name:
                waiting.append(
                    (
                        target,
                        Route(table.name, (*route.hops, Hop(at.name, key))),
                        f"{prefix}_{key.stem}" if prefix else key.stem,
                    )
                )
    return list(found.values())


def _scd(table: SourceTable, current: bool, then: bool) -> Scd:
    if table.validity is not None:
        start, end = table.validity.start, table.validity.end
        kept = f"the source keeps versions ({start}, {end}), and an event is to meet the one of its day"
        if current:
            return Scd(6, f"{kept}; a question also asks for what is true now, which stands beside it in each version")
        return Scd(2, kept)
    written = written_at(table)
    if then and written is not None:
        kept = f"a question asks how it was, and {written.name} tells when a row changed: a snapshot keeps the versions"
        return Scd(2, f"{kept} from the day on which it is switched on; the first one stands for all that was before")
    rest = [c.name for c in table.columns if c.name not in table.key and c.name not in table.pointing]
    if not written and all(name.rpartition("_")[2] in _CONSTANT for name in rest):
        return Scd(0, "a list of codes with their names; a change is a correction")
    if written is not None:
        return Scd(
            1,
            f"no question asks how it was; {written.name} would let a dbt snapshot keep history "
            "from the day it is switched on",
        )
    return Scd(1, "the source keeps one state and no time of change: what was is not known, and is not made up")
