"""Attributes that several dimensions share: one definition, or several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from sqlglot import exp

from headgate.design.review.columns import identifiers
from headgate.design.review.subject import Subject
from headgate.facts.project import Project
from headgate.lineage import ColumnRef, Effect

_GENERIC = frozenset(
    (
        "name",
        "description",
        "status",
        "type",
        "code",
        "created_at",
        "updated_at",
        "title",
        "label",
        "id",
        "is_active",
        "is_deleted",
    )
)
_DEEPEST = 25


@dataclass(frozen=True, slots=True)
class Shared:
    """An attribute of several tables."""

    attribute: str
    tables: tuple[str, ...]
    same: bool | None
    """None where it cannot be told."""
    why: str


def shared_attributes(found: Iterable[Subject], project: Project) -> tuple[Shared, ...]:
    """The attributes that two or more of the tables have, except keys and names that say nothing."""
    by_name: defaultdict[str, list[Subject]] = defaultdict(list)
    for subject in found:
        for name in subject.names - identifiers(subject) - _GENERIC:
            by_name[name].append(subject)
    told = []
    for name, subjects in sorted(by_name.items()):
        if len(subjects) > 1:
            told.append(_compared(name, subjects, project))
    return tuple(told)


def _compared(name: str, subjects: list[Subject], project: Project) -> Shared:
    tables = tuple(one.name for one in subjects)
    made = {one.name: definition(one, name) for one in subjects}
    ends = {one.name: ultimate(ColumnRef(one.dataset, name), project) for one in subjects}
    cases = {table: text for table, text in made.items() if text}
    if len(set(cases.values())) > 1 and _share(ends, cases):
        first, second = list(cases)[:2]
        return Shared(name, tables, False, f"{first} and {second} make it of the same columns in different ways")
    if all(ends.values()) and len({frozenset(one) for one in ends.values()}) == 1 and len(set(made.values())) == 1:
        return Shared(name, tables, True, f"all take it from {_shown(next(iter(ends.values())))}")
    apart = next(
        (pair for pair in combinations(ends.values(), 2) if all(pair) and not set.intersection(*map(set, pair))), ()
    )
    if apart:
        return Shared(name, tables, None, f"two origins: {' and '.join(_shown(one) for one in apart)}")
    return Shared(name, tables, None, "where it comes from is not known in full")


def _share(ends: Mapping[str, frozenset[ColumnRef]], cases: Mapping[str, str]) -> bool:
    several = [ends[table] for table in cases]
    return all(several) and len(set(several)) == 1


def definition(subject: Subject, name: str) -> str:
    """The CASE that makes a column, with its words folded; empty where it is passed on or made otherwise."""
    for reading in subject.readings:
        for origin in reading.origins(name):
            if isinstance(origin.expression, exp.Case):
                plain = origin.expression.copy()
                for column in plain.find_all(exp.Column):
                    column.set("table", None)
                return plain.sql(comments=False, normalize=True).lower()
    return ""


def ultimate(ref: ColumnRef, project: Project) -> frozenset[ColumnRef]:
    """The columns that nothing in the project makes and that a value goes back to."""
    graph = project.graph
    found, seen, waiting = set[ColumnRef](), {ref}, [(ref, 0)]
    while waiting:
        at, depth = waiting.pop()
        edges = graph.edges_to.get(at, ()) if depth < _DEEPEST else ()
        above = [edge.source for edge in edges if edge.effect.direct or edge.effect is Effect.CONDITIONAL]
        if not above:
            found.add(at)
        for one in above:
            if one not in seen:
                seen.add(one)
                waiting.append((one, depth + 1))
    return frozenset(found - {ref})


def _shown(ends: frozenset[ColumnRef]) -> str:
    return ", ".join(sorted(str(one) for one in ends)[:2])
