"""Joining the facts of all files into one graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from headgate.dataset import Column, DatasetId, DatasetKind
from headgate.facts.graph.fixpoint import settle
from headgate.facts.graph.knowledge import Knowledge, Place
from headgate.facts.graph.names import TEMPORARY, Names
from headgate.facts.graph.pipeline import Node, PipelineGraph
from headgate.facts.reading import FileFacts
from headgate.facts.sql.resolve import Resolved
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Job, JobKind
from headgate.location import Location
from headgate.settings import Settings
from headgate.source.kinds import Kind

_JOB_KINDS = (
    (Kind.DBT_SQL, JobKind.DBT),
    (Kind.FLINK_SQL, JobKind.FLINK),
    (Kind.FLINK_PYTHON, JobKind.FLINK),
    (Kind.PYSPARK, JobKind.SPARK),
    (Kind.SCALA_SPARK, JobKind.SPARK),
    (Kind.AIRFLOW, JobKind.AIRFLOW),
)


def build(files: Mapping[str, FileFacts], settings: Settings) -> PipelineGraph:
    """The graph over `files`, with names resolved across technologies."""
    names = Names(files, settings.aliases)
    knowledge = Knowledge(files, names)
    settled, gaps = settle(files, names, knowledge)
    jobs = [*_statement_jobs(settled, files, names)]
    jobs += [_renamed(job, path, names) for path, facts in files.items() for job in facts.jobs]
    edges = tuple(dict.fromkeys(edge for job in jobs for edge in job.edges))
    nodes = _nodes(jobs, settled, names, knowledge)
    return PipelineGraph(nodes, tuple(jobs), edges, tuple(gaps))


def _statement_jobs(
    settled: Iterable[tuple[Place, Resolved]], files: Mapping[str, FileFacts], names: Names
) -> Iterator[Job]:
    taken: Counter[tuple[str, str]] = Counter()
    for place, resolved in settled:
        one = place.statement
        if not one.reads and not one.writes:
            continue
        kinds = files[place.path].kinds
        kind = next((job for known, job in _JOB_KINDS if known in kinds), JobKind.SQL)
        name = f"{one.kind} {one.target}" if one.target is not None else one.kind
        if kind is JobKind.DBT and one.target is not None:
            name = str(one.target)
        taken[place.path, name] += 1
        again = taken[place.path, name]
        yield Job(
            name if again == 1 else f"{name} ({again})",
            kind,
            Location(place.path, one.line, one.end_line),
            tuple(_reads(place, resolved, names)),
            tuple(replace(use, dataset=names.canonical(place.path, use.dataset)) for use in one.writes),
            edges=tuple(_edges(place, resolved, names)),
        )


def _reads(place: Place, resolved: Resolved, names: Names) -> Iterator[DatasetUse]:
    """The datasets read, with the columns that the statement names; None where a name stays open."""
    named: defaultdict[DatasetId, set[str]] = defaultdict(set)
    for ref in resolved.used:
        named[names.canonical(place.path, ref.dataset)].add(ref.column)
    seen: set[DatasetId] = set()
    for use in place.statement.reads:
        dataset = names.canonical(place.path, use.dataset)
        if dataset not in seen:
            seen.add(dataset)
            columns = None if resolved.unresolved else tuple(sorted(named[dataset]))
            yield DatasetUse(dataset, use.line, columns)


def _edges(place: Place, resolved: Resolved, names: Names) -> Iterator[ColumnEdge]:
    statement = place.statement
    if statement.target is None:
        return
    target = names.canonical(place.path, statement.target)

    def canonical(ref: ColumnRef) -> ColumnRef:
        return ColumnRef(names.canonical(place.path, ref.dataset), ref.column)

    for made in resolved.columns:
        at = Location(place.path, made.line)
        for ref, effect in sorted(made.flows):
            yield ColumnEdge(canonical(ref), ColumnRef(target, made.name), effect, at)
    for ref, effect in sorted(resolved.influences):
        at = Location(place.path, resolved.used.get(ref) or statement.line)
        yield ColumnEdge(canonical(ref), ColumnRef(target, ""), effect, at)


def _renamed(job: Job, path: str, names: Names) -> Job:
    def use(one: DatasetUse) -> DatasetUse:
        return replace(one, dataset=names.canonical(path, one.dataset))

    def ref(one: ColumnRef) -> ColumnRef:
        return ColumnRef(names.canonical(path, one.dataset), one.column)

    return replace(
        job,
        reads=tuple(use(one) for one in job.reads),
        writes=tuple(use(one) for one in job.writes),
        edges=tuple(replace(one, source=ref(one.source), target=ref(one.target)) for one in job.edges),
    )


def _nodes(
    jobs: Iterable[Job], settled: Iterable[tuple[Place, Resolved]], names: Names, knowledge: Knowledge
) -> dict[DatasetId, Node]:
    made: defaultdict[DatasetId, dict[str, Column]] = defaultdict(dict)
    kinds: dict[DatasetId, DatasetKind] = {}
    for place, resolved in settled:
        if place.statement.target is not None:
            target = names.canonical(place.path, place.statement.target)
            for one in resolved.columns:
                made[target].setdefault(one.name, Column(one.name, line=one.line))
            if place.statement.kind == "create-view":
                kinds[target] = DatasetKind.VIEW
    also = names.also_named()
    used = {use.dataset for job in jobs for use in (*job.reads, *job.writes)}
    nodes = {}
    for dataset in sorted({*used, *made, *knowledge.declarations}):
        declarations = tuple(knowledge.declarations.get(dataset, ()))
        known = knowledge.of(dataset)
        nodes[dataset] = Node(
            dataset,
            declarations[0].kind if declarations else kinds.get(dataset, _kind(dataset)),
            declarations,
            knowledge.columns(dataset, made[dataset].values()),
            known is not None and known.complete,
            also.get(dataset, ()),
        )
    return nodes


def _kind(dataset: DatasetId) -> DatasetKind:
    if dataset.namespace == "kafka":
        return DatasetKind.TOPIC
    if dataset.namespace in ("warehouse", TEMPORARY):
        return DatasetKind.TABLE
    return DatasetKind.FILE
