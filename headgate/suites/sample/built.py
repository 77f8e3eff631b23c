"""Models made from a sample by the repository's own queries, so that they have samples too.

A query is run as `headgate.impact.witness` runs one: only if it is one SELECT over tables at hand that calls nothing
which reaches outside, and in the locked database of the sample.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import duckdb

from headgate.dataset import WAREHOUSE, DatasetId
from headgate.facts.project import Project
from headgate.gap import Gap, GapKind
from headgate.impact.meanings import Meanings
from headgate.impact.witness.script import NotRunnable, Step, step
from headgate.suites.sample.door import Database, load
from headgate.suites.sample.given import Given

_MOST = 60
_SECONDS = 10.0
_DEEPEST = 200


def steps_of(project: Project) -> tuple[Step, ...]:
    """The queries of the models, makers before readers; what is volatile or cannot be run is left out."""
    meanings = Meanings(project)
    found: dict[DatasetId, Step] = {}
    seen: set[DatasetId] = set()
    for dataset in meanings.queries:
        for one in _makers_first(meanings, dataset, seen):
            made = _step(meanings, one)
            if made is not None:
                found[one] = made
    return tuple(found.values())


def _makers_first(meanings: Meanings, start: DatasetId, seen: set[DatasetId]) -> Iterator[DatasetId]:
    waiting: list[tuple[DatasetId, bool]] = [(start, False)]
    while waiting and len(waiting) < _DEEPEST * _DEEPEST:
        dataset, ready = waiting.pop()
        if ready:
            yield dataset
        elif dataset not in seen and dataset in meanings.queries:
            seen.add(dataset)
            waiting.append((dataset, True))
            for query in meanings.queries[dataset]:
                waiting += [(meanings.canonical(use.dataset), False) for use in query.statement.reads]


def _step(meanings: Meanings, dataset: DatasetId) -> Step | None:
    queries = meanings.queries[dataset]
    if len(queries) != 1 or queries[0].statement.kind != "select" or dataset.namespace != WAREHOUSE:
        return None
    model = meanings.models.get(dataset)
    if model is not None and model.node.kind == "snapshot":
        return None
    statement = queries[0].statement
    known = {use.dataset.name: meanings.canonical(use.dataset).name for use in statement.reads}
    try:
        made = step(dataset.name, statement.text, statement.dialect, known)
    except NotRunnable:
        return None
    return None if made.volatile else made


def build(database: Database, steps: Sequence[Step]) -> None:
    """Make what can be made of the tables that are there; `database.built` names it."""
    for one in steps:
        if one.name in database.columns or not one.reads or not all(name in database.columns for name in one.reads):
            continue
        if len(database.built) >= _MOST:
            database.gaps.append(Gap("sample", "models", f"only {_MOST} were made from it", GapKind.TOO_MANY))
            return
        watch = threading.Timer(_SECONDS, database.connection.interrupt)
        watch.start()
        try:
            load(database, Given(one.name, "built"), one.name, one.sql)
        except duckdb.Error as error:
            why = f"its query does not run on the sample: {str(error).splitlines()[0][:160]}"
            database.gaps.append(Gap(one.name, "model", why, GapKind.UNRESOLVED))
            continue
        finally:
            watch.cancel()
        if one.name in database.columns:
            database.built.add(one.name)
            database.still |= {one.name} if database.still.issuperset(one.reads) else set()
            database.cut |= {one.name} if any(name in database.cut for name in one.reads) else set()
