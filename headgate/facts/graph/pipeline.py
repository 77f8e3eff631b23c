"""The pipeline graph: datasets, columns and jobs of every technology, joined."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from headgate.dataset import Column, Dataset, DatasetId, DatasetKind
from headgate.facts.sql.resolve import Resolved
from headgate.gap import Gap
from headgate.lineage import ColumnEdge, ColumnRef, Job
from headgate.location import Location


@dataclass(frozen=True, slots=True)
class Node:
    """Everything that is known of one dataset, from all the places that speak of it."""

    id: DatasetId
    kind: DatasetKind
    declarations: tuple[Dataset, ...] = ()
    columns: tuple[Column, ...] = ()
    """In order; declared ones first, then those that writers make."""
    complete: bool = False
    """Whether `columns` is all of them. Only then does an absent column prove anything."""
    also_named: tuple[tuple[DatasetId, str], ...] = ()
    """Other spellings that are held to be this dataset, each with the reason."""

    def column(self, name: str) -> Column | None:
        """The column called `name`, whatever its case."""
        folded = name.lower()
        return next((column for column in self.columns if column.name.lower() == folded), None)

    @property
    def location(self) -> Location | None:
        return self.declarations[0].location if self.declarations else None


@dataclass(frozen=True)
class PipelineGraph:
    """Datasets by identity, jobs, and column edges; all identities are canonical."""

    nodes: Mapping[DatasetId, Node] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    """Including one for each SQL statement and dbt model."""
    gaps: tuple[Gap, ...] = ()
    runs: tuple[tuple[Job, tuple[Job, ...]], ...] = ()
    """Each task with the jobs of the repository that it starts."""
    records: Mapping[DatasetId, tuple[DatasetId, str]] = field(default_factory=dict)
    """The schema of each topic's records, where the repository tells, and why it is held to be."""
    settled: Mapping[int, Resolved] = field(default_factory=dict, compare=False, repr=False)
    """What each statement makes, by the statement's identity: equal texts of two files may mean different tables."""

    @cached_property
    def tasks(self) -> Mapping[Job, tuple[Job, ...]]:
        """The tasks that start each job."""
        found: defaultdict[Job, list[Job]] = defaultdict(list)
        for task, started in self.runs:
            for job in started:
                found[job].append(task)
        return {job: tuple(tasks) for job, tasks in found.items()}

    @cached_property
    def readers(self) -> Mapping[DatasetId, tuple[Job, ...]]:
        """Jobs that read each dataset."""
        return _jobs_by((use.dataset, job) for job in self.jobs for use in job.reads)

    @cached_property
    def writers(self) -> Mapping[DatasetId, tuple[Job, ...]]:
        """Jobs that write each dataset."""
        return _jobs_by((use.dataset, job) for job in self.jobs for use in job.writes)

    @cached_property
    def edges(self) -> tuple[ColumnEdge, ...]:
        """The column edges of all jobs, each once."""
        return tuple(dict.fromkeys(edge for job in self.jobs for edge in job.edges))

    @cached_property
    def edges_from(self) -> Mapping[ColumnRef, tuple[ColumnEdge, ...]]:
        """Column edges by their source."""
        return _edges_by((edge.source, edge) for edge in self.edges)

    @cached_property
    def edges_to(self) -> Mapping[ColumnRef, tuple[ColumnEdge, ...]]:
        """Column edges by their target."""
        return _edges_by((edge.target, edge) for edge in self.edges)

    def downstream(self, start: ColumnRef) -> Iterator[tuple[ColumnEdge, ...]]:
        """Shortest paths of column edges from `start`, nearest first, one for each reached column."""
        yield from self._walk(start, forward=True)

    def upstream(self, start: ColumnRef) -> Iterator[tuple[ColumnEdge, ...]]:
        """Shortest paths of column edges to `start`, nearest first; each path starts at `start`."""
        yield from self._walk(start, forward=False)

    def _walk(self, start: ColumnRef, *, forward: bool) -> Iterator[tuple[ColumnEdge, ...]]:
        by = self.edges_from if forward else self.edges_to
        seen = {start}
        waiting: deque[tuple[ColumnEdge, ...]] = deque((edge,) for edge in by.get(start, ()))
        while waiting:
            path = waiting.popleft()
            reached = path[-1].target if forward else path[-1].source
            if reached in seen:
                continue
            seen.add(reached)
            yield path
            waiting.extend((*path, edge) for edge in by.get(reached, ()))

    def datasets_downstream(self, start: DatasetId) -> Iterator[tuple[DatasetId, ...]]:
        """Shortest paths of datasets from `start` (included), through the jobs that read and write."""
        seen = {start}
        waiting: deque[tuple[DatasetId, ...]] = deque([(start,)])
        while waiting:
            path = waiting.popleft()
            for job in self.readers.get(path[-1], ()):
                for use in job.writes:
                    if use.dataset not in seen:
                        seen.add(use.dataset)
                        longer = (*path, use.dataset)
                        yield longer
                        waiting.append(longer)


def _jobs_by(pairs: Iterable[tuple[DatasetId, Job]]) -> Mapping[DatasetId, tuple[Job, ...]]:
    found: defaultdict[DatasetId, dict[int, Job]] = defaultdict(dict)
    for dataset, job in pairs:
        found[dataset][id(job)] = job
    return {dataset: tuple(jobs.values()) for dataset, jobs in found.items()}


def _edges_by(pairs: Iterable[tuple[ColumnRef, ColumnEdge]]) -> Mapping[ColumnRef, tuple[ColumnEdge, ...]]:
    found: defaultdict[ColumnRef, list[ColumnEdge]] = defaultdict(list)
    for ref, edge in pairs:
        found[ref].append(edge)
    return {ref: tuple(edges) for ref, edges in found.items()}
