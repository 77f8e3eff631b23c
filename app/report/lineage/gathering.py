"""From a project to the lineage that was asked for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.report.lineage.asked import Asked, all_datasets
from app.report.lineage.document import ColumnEnd, EdgeEntry, FlowEntry, JobEntry, Lineage, Place, Question
from app.report.lineage.entries import Entries
from app.report.published import masked
from headgate.dataset import DatasetId
from headgate.facts.graph.reach import Flow, columns_around, datasets_around, flows
from headgate.facts.project import Project
from headgate.lineage import ColumnEdge, ColumnRef, Job
from headgate.location import Location


def gather_lineage(project: Project, repository: str, asked: Asked) -> Lineage:
    """The lineage of `project` as far as `asked` goes, secrets masked."""
    return masked(_Gathering(project, repository, asked).lineage())


@dataclass(frozen=True)
class _Gathering:
    project: Project
    repository: str
    asked: Asked

    def lineage(self) -> Lineage:
        graph, asked = self.project.graph, self.asked
        entries = Entries(self.project)
        whole = asked.dataset is None
        jobs = {id(flow.job): flow.job for flow in self._flows}
        for job in graph.jobs:
            uses = {use.dataset for use in (*job.reads, *job.writes)}
            if whole or (uses and uses <= set(self._distances)):
                jobs.setdefault(id(job), job)
        numbers = {key: number for number, key in enumerate(jobs)}
        paths = {job.location.path for job in jobs.values()}
        datasets = tuple(entries.of(one, None if whole else far) for one, far in sorted(self._distances.items()))
        paths |= {one.at.path for one in datasets if one.at is not None}
        gaps = dict.fromkeys(gap for gap in self.project.gaps() if whole or gap.path in paths)
        return Lineage(
            asked=Question(
                self.repository,
                str(asked.dataset) if asked.dataset is not None else "",
                asked.column,
                asked.direction.value,
                asked.depth,
            ),
            datasets=datasets,
            flows=tuple(self._flow(flow, numbers[id(flow.job)]) for flow in self._flows),
            edges=tuple(_edge(edge) for edge in self._edges),
            jobs=tuple(self._job(job, numbers[key]) for key, job in jobs.items()),
            gaps=tuple(gaps),
            beyond=len(all_datasets(graph)) - len(datasets),
        )

    @cached_property
    def _all_flows(self) -> tuple[Flow, ...]:
        return flows(self.project.graph)

    @cached_property
    def _columns(self) -> Mapping[ColumnRef, int]:
        """Where a column was asked for, the columns around it."""
        asked = self.asked
        if asked.ref is None:
            return {}
        return columns_around(self.project.graph, asked.ref, asked.direction, asked.depth)

    @cached_property
    def _distances(self) -> Mapping[DatasetId, int]:
        asked = self.asked
        if asked.dataset is None:
            return dict.fromkeys(all_datasets(self.project.graph), 0)
        if asked.ref is None:
            return datasets_around(self._all_flows, asked.dataset, asked.direction, asked.depth)
        found: dict[DatasetId, int] = {}
        for ref, far in self._columns.items():
            if ref.dataset not in found or abs(far) < abs(found[ref.dataset]):
                found[ref.dataset] = far
        for edge in self._rows_of_start:
            found.setdefault(edge.source.dataset, -1)
        return found

    @cached_property
    def _rows_of_start(self) -> tuple[ColumnEdge, ...]:
        """What chooses the rows in which the asked column stands."""
        asked = self.asked
        if asked.ref is None or asked.dataset is None or False not in asked.direction.ways:
            return ()
        return self.project.graph.edges_to.get(ColumnRef(asked.dataset, ""), ())

    @cached_property
    def _edges(self) -> tuple[ColumnEdge, ...]:
        graph = self.project.graph
        if self.asked.ref is None:
            shown = self._distances
            ways = {(flow.source, flow.target) for flow in self._flows}
            return tuple(
                edge for edge in graph.edges
                if edge.source.dataset in shown and edge.target.dataset in shown
                and ((edge.source.dataset, edge.target.dataset) in ways or edge.source.dataset == edge.target.dataset)
            )  # fmt: skip
        columns = self._columns
        known = (edge for edge in graph.edges if edge.source in columns and edge.target in columns)
        inside = (edge for edge in known if _one_side(columns[edge.source], columns[edge.target]))
        return tuple(dict.fromkeys((*inside, *self._rows_of_start)))

    @cached_property
    def _flows(self) -> tuple[Flow, ...]:
        far, asked = self._distances, self.asked
        shown = (flow for flow in self._all_flows if flow.source in far and flow.target in far)
        if asked.dataset is None:
            return tuple(shown)
        if asked.ref is not None:
            ways = {(edge.source.dataset, edge.target.dataset) for edge in self._edges}
            return tuple(flow for flow in shown if (flow.source, flow.target) in ways)
        return tuple(flow for flow in shown if _one_side(far[flow.source], far[flow.target]))

    @cached_property
    def _effects(self) -> Mapping[tuple[int, DatasetId, DatasetId], Counter[str]]:
        found: defaultdict[tuple[int, DatasetId, DatasetId], Counter[str]] = defaultdict(Counter)
        for job in {id(flow.job): flow.job for flow in self._flows}.values():
            for edge in job.edges:
                found[id(job), edge.source.dataset, edge.target.dataset][edge.effect.value] += 1
        return found

    def _flow(self, flow: Flow, number: int) -> FlowEntry:
        effects = self._effects.get((id(flow.job), flow.source, flow.target), Counter[str]())
        at = Place(flow.job.location.path, flow.line)
        return FlowEntry(str(flow.source), str(flow.target), number, at, tuple(effects.most_common()))

    def _job(self, job: Job, number: int) -> JobEntry:
        tasks = self.project.graph.tasks.get(job, ())
        return JobEntry(
            number,
            job.name,
            job.kind.value,
            _place(job.location),
            tuple(dict.fromkeys(str(use.dataset) for use in job.reads)),
            tuple(dict.fromkeys(str(use.dataset) for use in job.writes)),
            tuple(_tasks(tasks)),
        )


def _one_side(source: int, target: int) -> bool:
    """Whether both lie on one side of what was asked for; what leads past it is not on the way."""
    return max(source, target) <= 0 or min(source, target) >= 0


def _tasks(tasks: tuple[Job, ...]) -> Iterator[str]:
    for task in tasks:
        yield f"{task.name} ({task.location})"


def _edge(edge: ColumnEdge) -> EdgeEntry:
    return EdgeEntry(
        ColumnEnd(str(edge.source.dataset), edge.source.column),
        ColumnEnd(str(edge.target.dataset), edge.target.column),
        edge.effect.value,
        edge.effect.direct,
        _place(edge.location),
    )


def _place(location: Location) -> Place:
    return Place(location.path, location.start_line)
