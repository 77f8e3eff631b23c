"""The pipeline graph as OpenLineage events, one for each job.

Source: OpenLineage 2-0-2, `JobEvent` (lineage known from code, without a run); facets ColumnLineageDatasetFacet
1-2-0, SchemaDatasetFacet 1-1-1, JobTypeJobFacet 2-0-3.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from app.report.clean import visible
from headgate import __version__
from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import Node, PipelineGraph
from headgate.lineage import ColumnEdge, Job, JobKind
from headgate.review import Subject
from headgate.secrets import mask

PRODUCER = f"urn:headgate:{__version__}"
_SPEC = "https://openlineage.io/spec"
_EVENT = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent"
_COLUMN_LINEAGE = f"{_SPEC}/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet"
_SCHEMA = f"{_SPEC}/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet"
_JOB_TYPE = f"{_SPEC}/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet"

Json = dict[str, Any]


def render(graph: PipelineGraph, subject: Subject, at: str) -> str:
    """All events as a JSON list that ends with a newline; `at` (ISO 8601) is when the head was made."""
    return json.dumps(events(graph, subject, at), indent=2, ensure_ascii=False) + "\n"


def events(graph: PipelineGraph, subject: Subject, at: str) -> list[Json]:
    """An event for each job that reads or writes a dataset, by place."""
    jobs = sorted((j for j in graph.jobs if j.reads or j.writes), key=lambda j: (j.location, j.name))
    return [_event(job, graph, subject, at) for job in jobs]


def _event(job: Job, graph: PipelineGraph, subject: Subject, at: str) -> Json:
    edges: defaultdict[DatasetId, list[ColumnEdge]] = defaultdict(list)
    for edge in job.edges:
        edges[edge.target.dataset].append(edge)
    written = dict.fromkeys([*(use.dataset for use in job.writes), *edges])
    return {
        "eventTime": at,
        "producer": PRODUCER,
        "schemaURL": _EVENT,
        "job": {
            "namespace": _clean(subject.name),
            "name": _clean(f"{job.location.path}:{job.name}"),
            "facets": {"jobType": _job_type(job)},
        },
        "inputs": [_dataset(one, graph) for one in dict.fromkeys(use.dataset for use in job.reads)],
        "outputs": [_dataset(one, graph, edges[one]) for one in written],
    }


def _job_type(job: Job) -> Json:
    streaming = job.kind in (JobKind.FLINK, JobKind.KAFKA)
    return {
        **_facet(_JOB_TYPE),
        "processingType": "STREAMING" if streaming else "BATCH",
        "integration": job.kind.value.upper(),
        "jobType": "JOB",
    }


def _dataset(dataset: DatasetId, graph: PipelineGraph, edges: Iterable[ColumnEdge] = ()) -> Json:
    facets: Json = {}
    node = graph.nodes.get(dataset)
    if node and node.columns:
        facets["schema"] = {**_facet(_SCHEMA), "fields": list(_fields(node))}
    flows = list(edges)
    if flows:
        facets["columnLineage"] = _column_lineage(flows)
    return {"namespace": _clean(dataset.namespace), "name": _clean(dataset.name), "facets": facets}


def _fields(node: Node) -> Iterator[Json]:
    for column in node.columns:
        yield {"name": _clean(column.name)} | ({"type": _clean(column.type)} if column.type else {})


def _column_lineage(edges: list[ColumnEdge]) -> Json:
    """Value edges by field; edges that act on all rows under `dataset`, as the facet has it."""
    fields: defaultdict[str, list[Json]] = defaultdict(list)
    whole: list[Json] = []
    for edge in sorted(set(edges)):
        (fields[_clean(edge.target.column)] if edge.target.column else whole).append(_input(edge))
    told = {name: {"inputFields": _merged(inputs)} for name, inputs in sorted(fields.items())}
    facet: Json = {**_facet(_COLUMN_LINEAGE), "fields": told}
    if whole:
        facet["dataset"] = _merged(whole)
    return facet


def _input(edge: ColumnEdge) -> Json:
    kind = "DIRECT" if edge.effect.direct else "INDIRECT"
    return {
        "namespace": _clean(edge.source.dataset.namespace),
        "name": _clean(edge.source.dataset.name),
        "field": _clean(edge.source.column),
        "transformations": [{"type": kind, "subtype": edge.effect.value.upper()}],
    }


def _merged(inputs: list[Json]) -> list[Json]:
    """One entry for each source column, with all that is done to it."""
    once: dict[tuple[str, str, str], Json] = {}
    for one in inputs:
        known = once.setdefault((one["namespace"], one["name"], one["field"]), one)
        known["transformations"] += [t for t in one["transformations"] if t not in known["transformations"]]
    return list(once.values())


def _facet(schema_url: str) -> Json:
    return {"_producer": PRODUCER, "_schemaURL": schema_url}


def _clean(text: str) -> str:
    return visible(mask(text))
