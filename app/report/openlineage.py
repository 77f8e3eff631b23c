"""The pipeline graph as OpenLineage events: one for each job, and one for each dataset that no job touches.

Nothing ran, so these are static events, `JobEvent` and `DatasetEvent`. Namespaces are those of OpenLineage's naming
where the repository tells them (`s3://lake`); the host of a warehouse or broker is not in the code, so their
datasets stay under `warehouse` and `kafka`.

Source: OpenLineage 2-0-2 and its facets, in the versions that `app.report.openlineage_facets` names.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import quote

from app.report.openlineage_facets import (
    DATASET_EVENT,
    JOB_EVENT,
    PRODUCER,
    Json,
    clean,
    column_lineage,
    dataset_facets,
    facet,
)
from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.profile import Profiles
from headgate.lineage import ColumnEdge, Job, JobKind
from headgate.location import Location
from headgate.review import Subject

_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_ON_GITHUB = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+")


def render(
    graph: PipelineGraph,
    subject: Subject,
    at: str,
    profiles: Profiles | None = None,
    only: frozenset[DatasetId] | None = None,
) -> str:
    """All events as a JSON list that ends with a newline.

    `at` (ISO 8601) is when the head was made. `profiles` tell how columns are made, and whether a value is masked.
    With `only`, jobs that carry data between two of these datasets, each told as a whole, and these datasets.
    """
    return json.dumps(events(graph, subject, at, profiles, only), indent=2, ensure_ascii=False) + "\n"


def events(
    graph: PipelineGraph,
    subject: Subject,
    at: str,
    profiles: Profiles | None = None,
    only: frozenset[DatasetId] | None = None,
) -> list[Json]:
    """An event for each job that reads or writes a dataset, by place; then one for each dataset without a job."""
    jobs = sorted((j for j in graph.jobs if j.reads or j.writes), key=lambda j: (j.location, j.name))
    told = [job for job in jobs if only is None or _joins(job, only)]
    touched = {use.dataset for job in told for use in (*job.reads, *job.writes)}
    alone = [one for one in sorted(graph.nodes) if one not in touched and (only is None or one in only)]
    teller = _Teller(graph, subject, at, profiles)
    return [*map(teller.job_event, told), *map(teller.dataset_event, alone)]


def _joins(job: Job, only: frozenset[DatasetId]) -> bool:
    read = any(use.dataset in only for use in job.reads) or not job.reads
    return read and any(use.dataset in only for use in job.writes)


class _Teller:
    def __init__(self, graph: PipelineGraph, subject: Subject, at: str, profiles: Profiles | None) -> None:
        self._graph = graph
        self._subject = subject
        self._at = at
        self._profiles = profiles

    def job_event(self, job: Job) -> Json:
        edges: defaultdict[DatasetId, list[ColumnEdge]] = defaultdict(list)
        for edge in job.edges:
            edges[edge.target.dataset].append(edge)
        written = dict.fromkeys([*(use.dataset for use in job.writes), *edges])
        read = dict.fromkeys([*(use.dataset for use in job.reads), *(edge.source.dataset for edge in job.edges)])
        return {
            **self._event(JOB_EVENT),
            "job": {
                "namespace": clean(self._subject.name),
                "name": clean(f"{job.location.path}:{job.name}"),
                "facets": {"jobType": _job_type(job), "sourceCodeLocation": self._source(job.location)},
            },
            "inputs": [self._dataset(one) for one in read],
            "outputs": [self._dataset(one, edges[one]) for one in written],
        }

    def dataset_event(self, dataset: DatasetId) -> Json:
        return {**self._event(DATASET_EVENT), "dataset": self._dataset(dataset)}

    def _event(self, schema: str) -> Json:
        return {"eventTime": self._at, "producer": PRODUCER, "schemaURL": schema}

    def _dataset(self, dataset: DatasetId, edges: Iterable[ColumnEdge] = ()) -> Json:
        node = self._graph.nodes.get(dataset)
        facets = dict(dataset_facets(node, self._profiles)) if node is not None else {}
        flows = list(edges)
        if flows:
            facets["columnLineage"] = column_lineage(flows, self._profiles)
        return {"namespace": clean(dataset.namespace), "name": clean(dataset.name), "facets": facets}

    def _source(self, at: Location) -> Json:
        """Where the code stands. Only a review of GitHub knows the repository's address; else the URL is a name."""
        name, commit = self._subject.name, self._subject.head if _COMMIT.fullmatch(self._subject.head) else ""
        place = f"{quote(clean(at.path))}#L{at.start_line}"
        if commit and _ON_GITHUB.fullmatch(name):
            url = f"https://github.com/{name}/blob/{commit}/{place}"
        else:
            url = f"urn:headgate:source:{quote(clean(name), safe='')}/{place}"
        told = facet("SourceCodeLocationJobFacet") | {"type": "git", "url": url, "path": clean(at.path)}
        return told | ({"version": commit} if commit else {})


def _job_type(job: Job) -> Json:
    streaming = job.kind in (JobKind.FLINK, JobKind.KAFKA)
    return {
        **facet("JobTypeJobFacet"),
        "processingType": "STREAMING" if streaming else "BATCH",
        "integration": job.kind.value.upper(),
        "jobType": "JOB",
    }
