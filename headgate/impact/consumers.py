"""Who reads what a change of schema takes away: in the repository by file and line, outside by its settings."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from headgate.dataset import EXPOSURE, DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.project import Project
from headgate.impact.comparison import Comparison
from headgate.lineage import ColumnEdge, ColumnRef, Effect, Job, JobKind
from headgate.location import Location

_MOST = 50


class Reading(StrEnum):
    """What a reader has to do with a field."""

    NAMES = "names"
    """Its text names the field: it fails where the field is gone."""
    WHOLE = "whole"
    """It reads the dataset, and which fields is not told: it may fail."""
    WRITES = "writes"
    """It writes the field: it fails where the field is gone, and goes on in the old form where it is changed."""
    FLOWS = "flows"
    """It is filled from the field through others: what it shows changes."""
    OUTSIDE = "outside"
    """The settings name it as a reader outside of the repository."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """One reader of a field or of a whole dataset."""

    name: str
    reading: Reading
    location: Location | None = None
    field: str = ""
    contact: str = ""

    def __str__(self) -> str:
        where = f" ({self.location})" if self.location else ""
        words = {
            Reading.NAMES: f"names {self.field}" if self.field else "reads it",
            Reading.WHOLE: "reads all of it",
            Reading.WRITES: f"writes {self.field}" if self.field else "writes it",
            Reading.FLOWS: "shows what flows from it",
            Reading.OUTSIDE: f"outside, ask {self.contact}" if self.contact else "outside of this repository",
        }
        return f"{self.name}{where}: {words[self.reading]}"


def consumers(project: Project, datasets: Iterable[DatasetId], field: str = "", *paths: str) -> tuple[Consumer, ...]:
    """Readers of `field` of any of `datasets` (of all of them where no field is given), those that name it first.

    What stands in the files `paths` themselves is no reader of it.
    """
    graph = project.graph
    named = tuple(dict.fromkeys(datasets))
    found = [
        *(one for dataset in named for one in _jobs(graph, dataset, field, paths)),
        *(one for dataset in named for one in _writers(graph, dataset, field, paths)),
        *(one for dataset in named for one in _shown(graph, dataset, field)),
        *_outside(project, named, field, paths),
    ]
    return _in_order(found)


def consumers_of_change(
    comparison: Comparison, named: Callable[[Project], Iterable[DatasetId]], field: str, *paths: str
) -> tuple[Consumer, ...]:
    """Readers of a field that a change touches; `named` tells the datasets on each side, `paths` declare the field.

    A file that the change leaves alone reads what it read: the head's graph no longer has what the change takes away,
    so that a star or a bare name of it would lead nowhere.
    """
    touched = {*comparison.change.files, *paths}
    touched |= {change.old_path for change in comparison.change.files.values() if change.old_path}
    before = consumers(comparison.base, named(comparison.base), field, *paths)
    after = consumers(comparison.head, named(comparison.head), field, *paths)
    kept = [one for one in before if one.location is not None and one.location.path not in touched]
    new = [one for one in after if one.location is None or one.location.path in touched]
    known = {one.name for one in new}
    shown = (one for one in before if one.reading is Reading.FLOWS and one not in kept and one.name not in known)
    return _in_order(
        (*kept, *new, *(moved for one in shown if (moved := _now(comparison.head.graph, one)) is not None))
    )


def _now(graph: PipelineGraph, shown: Consumer) -> Consumer | None:
    """An exposure of a file that the change touches, where it stands now; None where it went."""
    node = graph.nodes.get(DatasetId(EXPOSURE, shown.name))
    return replace(shown, location=node.location) if node is not None else None


def _in_order(found: Iterable[Consumer]) -> tuple[Consumer, ...]:
    order = list(Reading)
    return tuple(dict.fromkeys(sorted(found, key=lambda one: order.index(one.reading))))[:_MOST]


def same_table(graph: PipelineGraph, wanted: DatasetId) -> Iterator[DatasetId]:
    """`wanted` where it is read, or else the datasets that a name without a schema may mean."""
    if wanted in graph.readers or "." in wanted.name:
        yield wanted
        return
    for dataset in graph.readers:
        if dataset.namespace == wanted.namespace and dataset.name.rpartition(".")[2] == wanted.name:
            yield dataset


def _jobs(graph: PipelineGraph, dataset: DatasetId, field: str, paths: tuple[str, ...]) -> Iterator[Consumer]:
    for carrier in _carriers(graph, dataset, field):
        # A DELETE or UPDATE reads the table that it writes.
        for job in dict.fromkeys((*graph.readers.get(carrier, ()), *graph.writers.get(carrier, ()))):
            how = _reads(job, carrier, field) if job.location.path not in paths else None
            if how is not None and not (how[0] is Reading.WHOLE and _told_better(graph, job, carrier)):
                reading, line = how
                yield Consumer(job.name, reading, Location(job.location.path, line or job.location.start_line), field)


def _told_better(graph: PipelineGraph, job: Job, dataset: DatasetId) -> bool:
    """Whether the same flow is told as another job of the file, with the columns that it reads."""
    targets = {use.dataset for use in job.writes}
    others = (one for one in graph.readers.get(dataset, ()) if one is not job)
    return bool(targets) and any(
        other.location.path == job.location.path
        and targets & {use.dataset for use in other.writes}
        and all(use.columns is not None for use in other.reads if use.dataset == dataset)
        for other in others
    )


def _carriers(graph: PipelineGraph, dataset: DatasetId, field: str) -> Iterator[DatasetId]:
    """`dataset`, and what is made of it by stars: who names the field there fails for the field itself."""
    yield dataset
    folded, waiting, seen = field.lower(), deque((dataset,)), {dataset}
    while waiting and field:
        here = waiting.popleft()
        for edge in graph.edges_from.get(ColumnRef(here, folded), ()):
            if edge.target.column == folded and edge.target.dataset not in seen and _by_star(graph, edge):
                seen.add(edge.target.dataset)
                waiting.append(edge.target.dataset)
                yield edge.target.dataset


def _by_star(graph: PipelineGraph, edge: ColumnEdge) -> bool:
    """Whether the job behind an edge hands the column on without naming it."""
    jobs = (job for job in graph.readers.get(edge.source.dataset, ()) if edge in job.edges)
    return edge.effect is Effect.IDENTITY and any(not _names(job, edge.source) for job in jobs)


def _names(job: Job, field: ColumnRef) -> bool:
    return any(
        field.column in (name.lower() for name in use.columns or ())
        for use in job.reads
        if use.dataset == field.dataset
    )


def _reads(job: Job, dataset: DatasetId, field: str) -> tuple[Reading, int] | None:
    """How a job reads a field, and at which line; None where it reads others only."""
    uses = [use for use in job.reads if use.dataset == dataset]
    line = next((use.line for use in uses if use.line), 0)
    if not field:
        return (Reading.NAMES, line) if uses else None
    folded = field.lower()
    named = [use for use in uses if folded in (name.lower() for name in use.columns or ())]
    for edge in job.edges:
        if edge.source.dataset == dataset and edge.source.column.lower() == folded:
            whole = uses and not named and all(use.columns is not None for use in uses)
            return Reading.WHOLE if whole else Reading.NAMES, edge.location.start_line
    if named:
        return Reading.NAMES, min(reversed(named), key=lambda use: len(use.columns or ())).line
    # What SQL leaves open is another table's, where it names columns of this one.
    known = job.kind is not JobKind.SPARK and any(
        edge.source.dataset == dataset and edge.source.column for edge in job.edges
    )
    return (Reading.WHOLE, line) if not known and any(use.columns is None for use in uses) else None


def _writers(graph: PipelineGraph, dataset: DatasetId, field: str, paths: tuple[str, ...]) -> Iterator[Consumer]:
    """Jobs that fill the field, where a text says which fields they fill."""
    folded = field.lower()
    for job in graph.writers.get(dataset, ()) if field else ():
        lines = [
            edge.location.start_line
            for edge in job.edges
            if edge.target.dataset == dataset and edge.target.column.lower() == folded
        ]
        named = any(
            folded in (name.lower() for name in use.columns or ()) for use in job.writes if use.dataset == dataset
        )
        # What declares a table fills nothing.
        fills = lines or (named and not job.name.startswith("create-table "))
        if job.location.path not in paths and fills:
            line = lines[0] if lines else job.location.start_line
            yield Consumer(job.name, Reading.WRITES, Location(job.location.path, line), field)


def _shown(graph: PipelineGraph, dataset: DatasetId, field: str) -> Iterator[Consumer]:
    """Exposures at the end of the lineage of a field."""
    if not field:
        reached = {path[-1] for path in graph.datasets_downstream(dataset)}
    else:
        reached = {path[-1].target.dataset for path in graph.downstream(ColumnRef(dataset, field))}
        reached |= {use.dataset for one in reached for job in graph.readers.get(one, ()) for use in job.writes}
    for target in sorted(one for one in reached if one.namespace == EXPOSURE):
        node = graph.nodes.get(target)
        yield Consumer(target.name, Reading.FLOWS, node.location if node else None, field)


def _outside(project: Project, datasets: Iterable[DatasetId], field: str, paths: tuple[str, ...]) -> Iterator[Consumer]:
    names = [str(dataset).lower() for dataset in datasets]
    wanted = [*names, *(f"{name}.{field.lower()}" for name in names if field), *paths]
    for one in project.settings.consumers:
        read = [pattern.lower() if "/" not in pattern else pattern for pattern in one.reads]
        if any(fnmatchcase(name, pattern) for name in wanted for pattern in read):
            yield Consumer(one.name, Reading.OUTSIDE, None, field, one.contact)
