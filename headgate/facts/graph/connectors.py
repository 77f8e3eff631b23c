"""Connectors seen from the whole repository: the topics that a pattern means, and the fields that flow through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from headgate.dataset import KAFKA, DatasetId
from headgate.facts.graph.pipeline import Node
from headgate.facts.graph.topics import Records
from headgate.facts.reading import FileFacts
from headgate.facts.streams.connect.configuration import Connector
from headgate.facts.streams.connect.jobs import jobs_of
from headgate.facts.streams.connect.transforms import drops_fields, field_after, keeps_fields, listed_fields
from headgate.facts.streams.regexes import careful
from headgate.gap import Gap, GapKind
from headgate.lineage import ColumnEdge, ColumnRef, Effect, Job
from headgate.source.kinds import Kind

_MOST_TOPICS = 2_000
Connectors = Mapping[tuple[str, str], Connector]
"""By path and name."""


def connectors_of(files: Mapping[str, FileFacts]) -> Connectors:
    """The connectors of all files, put together again from their settings."""
    found: dict[tuple[str, str], Connector] = {}
    for path, facts in files.items():
        settings: defaultdict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for one in facts.stream_settings if Kind.KAFKA_CONNECT in facts.kinds or Kind.KSQL in facts.kinds else ():
            settings[one.owner].append((one.key, one.value, one.line))
        for owner, told in settings.items():
            lines = {key: line for key, _, line in told}
            if "connector.class" in lines:
                pairs = tuple((key, value) for key, value, _ in told)
                found[path, owner] = Connector(path, owner, lines["connector.class"], pairs, lines)
    return found


def with_patterns(files: Mapping[str, FileFacts], connectors: Connectors) -> tuple[dict[str, FileFacts], list[Gap]]:
    """`files` with a job for each topic of the repository that a sink's `topics.regex` matches."""
    waiting = {key: one for key, one in connectors.items() if one.kind == "sink" and one.setting("topics.regex")}
    if not waiting:
        return dict(files), []
    topics = sorted({name for facts in files.values() for name in _topics(facts)})[:_MOST_TOPICS]
    told, gaps = dict(files), []
    for (path, name), one in waiting.items():
        pattern = careful(one.setting("topics.regex") or "")
        matching = [topic for topic in topics if pattern is not None and pattern.fullmatch(topic)]
        if not matching:
            why = "no topic that the repository names matches its `topics.regex`"
            if pattern is None:
                why = "its `topics.regex` is not one that is tried here"
            gaps.append(Gap(path, f"connector {name}", why, GapKind.UNRESOLVED))
            continue
        others = tuple(job for job in told[path].jobs if job.name.partition(": ")[0] != name)
        told[path] = replace(told[path], jobs=(*others, *jobs_of(one, matching)))
    return told, gaps


def _topics(facts: FileFacts) -> Iterator[str]:
    for job in facts.jobs:
        yield from (use.dataset.name for use in (*job.reads, *job.writes) if use.dataset.namespace == KAFKA)
    yield from (dataset.id.name for dataset in facts.datasets if dataset.id.namespace == KAFKA)
    for statement in facts.statements:
        yield from (u.dataset.name for u in (*statement.reads, *statement.writes) if u.dataset.namespace == KAFKA)


def with_fields(
    jobs: Sequence[Job], nodes: Mapping[DatasetId, Node], records: Records, connectors: Connectors
) -> tuple[Job, ...]:
    """`jobs` with what flows through connectors: a field to the field of its name, where both sides are known."""
    return tuple(_carrying(job, nodes, records, connectors) for job in jobs)


def _carrying(job: Job, nodes: Mapping[DatasetId, Node], records: Records, connectors: Connectors) -> Job:
    one = connectors.get((job.location.path, job.name.partition(": ")[0]))
    if one is None or len(job.reads) != 1 or len(job.writes) != 1 or not keeps_fields(one):
        return job
    source, target = job.reads[0].dataset, job.writes[0].dataset
    before = _fields(source, nodes, records)
    if one.kind == "sink" and drops_fields(one):
        known = before or listed_fields(one)
        kept = tuple(sorted(name.lower() for name in known if field_after(one, name)))
        job = replace(job, reads=(replace(job.reads[0], columns=kept if known else None),))
    after = {name.lower() for name in _fields(target, nodes, records)}
    edges = [
        ColumnEdge(ColumnRef(source, name.lower()), ColumnRef(target, aim), Effect.IDENTITY, job.location)
        for name in before
        if (aim := field_after(one, name).lower()) in after
    ]
    return replace(job, edges=(*job.edges, *edges))


def _fields(dataset: DatasetId, nodes: Mapping[DatasetId, Node], records: Records) -> tuple[str, ...]:
    node = nodes.get(dataset)
    if node is not None and node.columns:
        return tuple(column.name for column in node.columns)
    record = nodes.get(records[dataset][0]) if dataset in records else None
    return tuple(column.name for column in record.columns) if record is not None else ()
