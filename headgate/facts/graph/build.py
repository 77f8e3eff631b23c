"""Joining the facts of all files into one graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from headgate.dataset import (
    CHECK,
    CUBE,
    EXPOSURE,
    KAFKA,
    KSQL,
    LOOKER,
    METRIC,
    WAREHOUSE,
    Column,
    DatasetId,
    DatasetKind,
)
from headgate.facts.dbt.artifacts.compare import differences, with_artifacts
from headgate.facts.graph.checks import idle_suites, with_suites
from headgate.facts.graph.connectors import connectors_of, with_fields, with_patterns
from headgate.facts.graph.fixpoint import settle
from headgate.facts.graph.jobs import jobs_of
from headgate.facts.graph.knowledge import Knowledge, Place
from headgate.facts.graph.memory import Memory
from headgate.facts.graph.names import TEMPORARY, Names
from headgate.facts.graph.partitions import is_path
from headgate.facts.graph.pipeline import Node, PipelineGraph
from headgate.facts.graph.platforms import is_stated
from headgate.facts.graph.runs import runs_of
from headgate.facts.graph.topics import assumed, records_of, subjects_of
from headgate.facts.reading import FileFacts
from headgate.facts.sql.resolve import Resolved
from headgate.lineage import Job
from headgate.settings import Settings

_KINDS = {
    KAFKA: DatasetKind.TOPIC,
    KSQL: DatasetKind.TOPIC,
    WAREHOUSE: DatasetKind.TABLE,
    TEMPORARY: DatasetKind.TABLE,
    EXPOSURE: DatasetKind.EXPOSURE,
    CHECK: DatasetKind.CHECK,
    METRIC: DatasetKind.METRIC,
    LOOKER: DatasetKind.METRIC,
    CUBE: DatasetKind.METRIC,
}
"""By namespace, for datasets that nothing declares."""


def build(files: Mapping[str, FileFacts], settings: Settings, memory: Memory | None = None) -> PipelineGraph:
    """The graph over `files`, with names resolved across technologies; `memory` spares what another has resolved."""
    files, compiled, stale = with_artifacts(files)
    connectors = connectors_of(files)
    files, unmatched = with_patterns(files, connectors)
    names = Names(files, settings.aliases)
    knowledge = Knowledge(files, names)
    memory = memory if memory is not None else Memory()
    settled, gaps = settle(files, names, knowledge, memory)
    jobs = jobs_of(files, settled, names, memory)
    nodes = _nodes(jobs, settled, names, knowledge)
    records = records_of(nodes, subjects_of(files))
    jobs = with_suites(with_fields(jobs, nodes, records, connectors), nodes)
    whole = {node.id: frozenset(c.name.lower() for c in node.columns) for node in nodes.values() if node.complete}
    gaps += (*stale, *differences(compiled, files, whole))
    gaps += (*unmatched, *names.gaps, *assumed(records, nodes), *idle_suites(jobs, nodes))
    made = {id(place.statement): resolved for place, resolved in settled}
    return PipelineGraph(nodes, tuple(jobs), tuple(gaps), runs_of(jobs, files), records, made)


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
    if is_path(dataset):
        return DatasetKind.FILE
    known = _KINDS.get(dataset.namespace)
    return known or (DatasetKind.TABLE if is_stated(dataset) else DatasetKind.FILE)
