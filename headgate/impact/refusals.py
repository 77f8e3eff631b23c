"""Queries that an engine would refuse: those that a change brings about, and those of a whole repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.impact.effects import Impact, is_known, texts_of
from headgate.impact.meanings import Meanings, Query
from headgate.impact.query import Fault


@dataclass(frozen=True)
class Refusal:
    """A query that an engine would refuse, and the way from what the change touched to it."""

    query: Query
    fault: Fault
    dataset: str
    """What the query fills, or the name of the test that it is."""
    route: tuple[DatasetId, ...] = ()
    """From a changed dataset to `dataset`, ends included; empty when a whole repository is reviewed."""
    own: bool = False
    """The statement itself was changed."""
    later: bool = False
    """An incremental model is refused in its further runs, and not in the first."""


def new_refusals(impact: Impact) -> Iterator[Refusal]:
    """Queries that the head's engine would refuse and the base's would not."""
    for dataset, effect in impact.effects.items():
        for query, fault in effect.faults:
            own = texts_of(impact.base.queries.get(dataset, ())) != texts_of(impact.head.queries.get(dataset, ()))
            yield Refusal(query, fault, str(dataset), impact.routes[dataset], own)
    for dataset in sorted(impact.changed - impact.routes.keys()):
        for query, fault in impact.head.of(dataset).faults:
            yield Refusal(query, fault, str(dataset), own=True)
    yield from _new_in_later_runs(impact)
    yield from _new_in_tests(impact)


def _new_in_later_runs(impact: Impact) -> Iterator[Refusal]:
    """Incremental models whose first run passes and whose further runs the engine refuses."""
    for dataset in sorted(impact.head.later):
        texts = [texts_of(side.later.get(dataset, ())) for side in (impact.base, impact.head)]
        own = texts[0] != texts[1]
        if not own and dataset not in impact.changed | impact.routes.keys():
            continue
        if dataset in impact.effects and impact.effects[dataset].kind == "fails":
            continue
        known = {fault for _, fault in (*impact.base.of(dataset).faults, *impact.base.later_faults(dataset))}
        for query, fault in _only_later(impact.head, dataset):
            if not is_known(fault, known):
                yield Refusal(query, fault, str(dataset), impact.routes.get(dataset, ()), own, later=True)


def _only_later(meanings: Meanings, dataset: DatasetId) -> Iterator[tuple[Query, Fault]]:
    first = {fault for _, fault in meanings.of(dataset).faults}
    return ((query, fault) for query, fault in meanings.later_faults(dataset) if not is_known(fault, first))


def _new_in_tests(impact: Impact) -> Iterator[Refusal]:
    """Queries that fill nothing: the tests and analyses of dbt projects."""
    before = {query.path: query for query in impact.base.loose}
    for query in impact.head.loose:
        old = before.get(query.path)
        own = old is None or old.statement.text != query.statement.text
        reached = [impact.routes[d] for d in impact.head.read_by(query) if d in impact.routes]
        if not own and not reached:
            continue
        known = set(impact.base.of_loose(old).faults) if old is not None else set()
        for _, fault in impact.head.of_loose(query).faults:
            if not is_known(fault, {fault for _, fault in known}):
                yield Refusal(query, fault, PurePosixPath(query.path).stem, next(iter(reached), ()), own)


def all_refusals(project: Project) -> Iterator[Refusal]:
    """Every query of a project that an engine would refuse."""
    meanings = Meanings(project)
    for dataset in meanings.queries:
        for query, fault in meanings.of(dataset).faults:
            yield Refusal(query, fault, str(dataset), own=True)
        for query, fault in _only_later(meanings, dataset):
            yield Refusal(query, fault, str(dataset), own=True, later=True)
    for query in meanings.loose:
        for _, fault in meanings.of_loose(query).faults:
            yield Refusal(query, fault, PurePosixPath(query.path).stem, own=True)
