"""Columns that a change takes away from a dataset, and the programs that still name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.impact.meanings import Meanings
from headgate.lineage import Job


def lost_columns(base: Meanings, head: Meanings, dataset: DatasetId) -> frozenset[str]:
    """Names that `dataset` had on the base and has no more; none where the head's columns are not all known."""
    after = head.of(dataset).relation
    if after.open:
        return frozenset()
    return frozenset(name for name, _ in base.of(dataset).relation.columns) - {name for name, _ in after.columns}


def lost_fields(base: PipelineGraph, head: PipelineGraph, topic: DatasetId) -> frozenset[str]:
    """Names that the schema of `topic`'s records had on the base and has no more."""
    told = head.records.get(topic)
    nodes = [graph.nodes.get(told[0]) for graph in (base, head)] if told is not None else []
    known = [{column.name.lower() for column in node.columns} for node in nodes if node is not None and node.complete]
    return frozenset(known[0] - known[1]) if len(known) == 2 else frozenset()


def still_named(job: Job, dataset: DatasetId, lost: Iterable[str]) -> Mapping[str, int]:
    """Those of `lost` that `job` reads of `dataset`, each with its line.

    Columns that flow on are surely read, even where not all that a program reads is known.
    """
    wanted = set(lost)
    named = {name.lower(): use.line for use in job.reads if use.dataset == dataset for name in use.columns or ()}
    flowing = {e.source.column.lower(): e.location.start_line for e in job.edges if e.source.dataset == dataset}
    return {name: line for name, line in sorted({**named, **flowing}.items()) if name in wanted}
