"""The jobs of a project: one for each statement and model, beside those that readers told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from headgate.dataset import DatasetId
from headgate.facts.graph.knowledge import Place
from headgate.facts.graph.memory import Canonical, Memory
from headgate.facts.graph.names import Names
from headgate.facts.reading import FileFacts
from headgate.facts.sql.relation import Flows
from headgate.facts.sql.resolve import Resolved
from headgate.lineage import ColumnEdge, ColumnRef, DatasetUse, Effect, Job, JobKind
from headgate.location import Location
from headgate.source.kinds import Kind

_JOB_KINDS = (
    (Kind.DBT_SQL, JobKind.DBT),
    (Kind.KSQL, JobKind.KAFKA),
    (Kind.FLINK_SQL, JobKind.FLINK),
    (Kind.FLINK_PYTHON, JobKind.FLINK),
    (Kind.PYSPARK, JobKind.SPARK),
    (Kind.SCALA_SPARK, JobKind.SPARK),
    (Kind.AIRFLOW, JobKind.AIRFLOW),
    (Kind.LOOKML, JobKind.METRICS),
    (Kind.CUBE, JobKind.METRICS),
    (Kind.SODA, JobKind.CHECK),
)


def jobs_of(
    files: Mapping[str, FileFacts], settled: Iterable[tuple[Place, Resolved]], names: Names, memory: Memory
) -> tuple[Job, ...]:
    """All jobs with canonical names; what a reader told of a dbt model and its statements are one job."""
    told = [_renamed(job, path, names) for path, facts in files.items() for job in facts.jobs]
    together: dict[tuple[str, DatasetId], list[Job]] = {}
    alone: list[Job] = []
    for job in (*told, *_statement_jobs(settled, files, names, memory)):
        if job.kind is JobKind.DBT and len(job.writes) == 1:
            together.setdefault((job.location.path, job.writes[0].dataset), []).append(job)
        else:
            alone.append(job)
    return (*(_merged(jobs) for jobs in together.values()), *alone)


def _merged(jobs: Sequence[Job]) -> Job:
    """One job of several that make the same model: first run and later runs, with what its reader told."""
    reads: dict[DatasetId, DatasetUse] = {}
    # Statements, which come behind, know the columns that they name.
    for use in (use for job in reversed(jobs) for use in job.reads):
        known = reads.get(use.dataset)
        if known is None:
            reads[use.dataset] = use
        elif known.columns is not None and use.columns is not None:
            columns = tuple(sorted({*known.columns, *use.columns}))
            reads[use.dataset] = replace(known, columns=columns)
    lines = [job.location for job in jobs]
    location = replace(lines[0], end_line=max(one.last_line for one in lines))
    edges = tuple(dict.fromkeys(edge for job in jobs for edge in job.edges))
    runs = tuple(dict.fromkeys(one for job in jobs for one in job.runs))
    return replace(jobs[0], location=location, reads=tuple(reads.values()), edges=edges, runs=runs)


def _statement_jobs(
    settled: Iterable[tuple[Place, Resolved]], files: Mapping[str, FileFacts], names: Names, memory: Memory
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
            edges=_edges(place, resolved, names, memory),
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


def _edges(place: Place, resolved: Resolved, names: Names, memory: Memory) -> tuple[ColumnEdge, ...]:
    statement = place.statement
    if statement.target is None:
        return ()
    target = statement.target

    def make(canonical: Canonical) -> Iterator[ColumnEdge]:
        def flows(found: Flows) -> Iterator[tuple[ColumnRef, ColumnRef, Effect]]:
            for ref, effect in sorted(found):
                meant = canonical(ref.dataset)
                yield ref, ref if meant == ref.dataset else ColumnRef(meant, ref.column), effect

        for made in resolved.columns:
            # A star that is not written out (`FROM t` alone) has no line of its own.
            at = Location(place.path, max(made.line, statement.line))
            filled = ColumnRef(canonical(target), made.name)
            for _, source, effect in flows(made.flows):
                yield ColumnEdge(source, filled, effect, at)
        whole = ColumnRef(canonical(target), "")
        for ref, source, effect in flows(resolved.influences):
            yield ColumnEdge(source, whole, effect, Location(place.path, resolved.used.get(ref) or statement.line))

    return memory.edges(resolved, lambda dataset: names.canonical(place.path, dataset), make)


def _renamed(job: Job, path: str, names: Names) -> Job:
    def use(one: DatasetUse) -> DatasetUse:
        return replace(one, dataset=names.canonical(path, one.dataset))

    def ref(one: ColumnRef) -> ColumnRef:
        return ColumnRef(names.canonical(path, one.dataset), one.column)

    return replace(
        job,
        reads=tuple(use(one) for one in job.reads),
        writes=tuple(use(one) for one in job.writes),
        edges=tuple(one._replace(source=ref(one.source), target=ref(one.target)) for one in job.edges),
    )
