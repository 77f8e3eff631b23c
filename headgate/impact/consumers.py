"""Who reads what a change of schema takes away: in the repository by file and line, outside by its settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from headgate.dataset import EXPOSURE, DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.project import Project
from headgate.lineage import ColumnRef, Job
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


def consumers(project: Project, datasets: Iterable[DatasetId], field: str = "", path: str = "") -> tuple[Consumer, ...]:
    """Readers of `field` of any of `datasets` (of all of them where no field is given), those that name it first.

    What stands in the file `path` itself is no reader of it.
    """
    graph = project.graph
    named = tuple(dict.fromkeys(datasets))
    found = [
        *(one for dataset in named for one in _jobs(graph, dataset, field, path)),
        *(one for dataset in named for one in _writers(graph, dataset, field, path)),
        *(one for dataset in named for one in _shown(graph, dataset, field)),
        *_outside(project, named, field, path),
    ]
    order = list(Reading)
    unique = dict.fromkeys(sorted(found, key=lambda one: order.index(one.reading)))
    return tuple(unique)[:_MOST]


def same_table(graph: PipelineGraph, wanted: DatasetId) -> Iterator[DatasetId]:
    """`wanted` where it is read, or else the datasets that a name without a schema may mean."""
    if wanted in graph.readers or "." in wanted.name:
        yield wanted
        return
    for dataset in graph.readers:
        if dataset.namespace == wanted.namespace and dataset.name.rpartition(".")[2] == wanted.name:
            yield dataset


def _jobs(graph: PipelineGraph, dataset: DatasetId, field: str, path: str) -> Iterator[Consumer]:
    for job in graph.readers.get(dataset, ()):
        if job.location.path == path:
            continue
        how = _reads(job, dataset, field)
        if how is not None:
            reading, line = how
            yield Consumer(job.name, reading, Location(job.location.path, line or job.location.start_line), field)


def _reads(job: Job, dataset: DatasetId, field: str) -> tuple[Reading, int] | None:
    """How a job reads a field, and at which line; None where it reads others only."""
    uses = [use for use in job.reads if use.dataset == dataset]
    line = next((use.line for use in uses if use.line), 0)
    if not field:
        return Reading.NAMES, line
    folded = field.lower()
    for edge in job.edges:
        if edge.source.dataset == dataset and edge.source.column.lower() == folded:
            return Reading.NAMES, edge.location.start_line
    if any(folded in (name.lower() for name in use.columns or ()) for use in uses):
        return Reading.NAMES, line
    unknown = not any(edge.source.dataset == dataset and edge.source.column for edge in job.edges)
    return (Reading.WHOLE, line) if unknown and any(use.columns is None for use in uses) else None


def _writers(graph: PipelineGraph, dataset: DatasetId, field: str, path: str) -> Iterator[Consumer]:
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
        if job.location.path != path and fills:
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


def _outside(project: Project, datasets: Iterable[DatasetId], field: str, path: str) -> Iterator[Consumer]:
    names = [str(dataset).lower() for dataset in datasets]
    wanted = [*names, *(f"{name}.{field.lower()}" for name in names if field), *([path] if path else [])]
    for one in project.settings.consumers:
        read = [pattern.lower() if "/" not in pattern else pattern for pattern in one.reads]
        if any(fnmatchcase(name, pattern) for name in wanted for pattern in read):
            yield Consumer(one.name, Reading.OUTSIDE, None, field, one.contact)
