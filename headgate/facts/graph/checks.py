"""What suites of checks name, carried to the checkpoints of other files that run them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from headgate.dataset import CHECK, DatasetId
from headgate.facts.graph.pipeline import Node
from headgate.gap import Gap, GapKind
from headgate.lineage import ColumnEdge, ColumnRef, Effect, Job
from headgate.location import Location


def with_suites(jobs: Sequence[Job], nodes: Mapping[DatasetId, Node]) -> tuple[Job, ...]:
    """`jobs` where a checkpoint reads the columns that its suite names, at the lines of the suite."""
    return tuple(
        _reading(job, nodes) if any(use.dataset.namespace == CHECK for use in job.writes) else job for job in jobs
    )


def idle_suites(jobs: Sequence[Job], nodes: Mapping[DatasetId, Node]) -> list[Gap]:
    """Suites of which no file says on what they run."""
    run = {use.dataset for job in jobs for use in job.writes}
    why = "no checkpoint of the repository says on which dataset it runs"
    return [
        Gap(node.location.path, f"suite {node.id.name}", why, GapKind.UNRESOLVED)
        for node in nodes.values()
        if node.id.namespace == CHECK and node.location is not None and node.id not in run
    ]


def _reading(job: Job, nodes: Mapping[DatasetId, Node]) -> Job:
    reads, edges = list(job.reads), list(job.edges)
    for at, use in enumerate(reads):
        suites = [nodes[made.dataset] for made in job.writes if made.dataset in nodes]
        if use.columns is not None or not suites or any(one.location is None for one in suites):
            continue
        reads[at] = replace(use, columns=tuple(sorted({c.name for one in suites for c in one.columns})))
        for one in suites:
            edges += (
                ColumnEdge(ColumnRef(use.dataset, c.name), ColumnRef(one.id, c.name), Effect.IDENTITY, at_line)
                for c in one.columns
                if (at_line := Location(one.location.path if one.location else "", max(c.line, 1)))
            )
    return replace(job, reads=tuple(reads), edges=tuple(edges))
