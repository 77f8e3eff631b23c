"""What lies upstream and downstream of a dataset or a column, and how far away."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.lineage import ColumnRef, Job

Thing = TypeVar("Thing")


class Direction(StrEnum):
    """Which way lineage is followed."""

    BOTH = "both"
    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"

    @property
    def ways(self) -> tuple[bool, ...]:
        """Whether each walk goes forward."""
        return {"both": (False, True), "upstream": (False,), "downstream": (True,)}[self.value]


@dataclass(frozen=True, slots=True)
class Flow:
    """A job reads one dataset and writes another."""

    source: DatasetId
    target: DatasetId
    job: Job
    line: int
    """Of the job's file, where the source is read."""


def flows(graph: PipelineGraph) -> tuple[Flow, ...]:
    """Every pair of datasets that a job joins, without those that it reads and writes back."""
    found: dict[tuple[DatasetId, DatasetId, int], Flow] = {}
    for job in graph.jobs:
        written = dict.fromkeys(use.dataset for use in job.writes)
        for use in job.reads:
            for target in written:
                if target != use.dataset:
                    flow = Flow(use.dataset, target, job, use.line or job.location.start_line)
                    found.setdefault((use.dataset, target, id(job)), flow)
        for edge in job.edges:
            source, target = edge.source.dataset, edge.target.dataset
            if source != target:
                found.setdefault((source, target, id(job)), Flow(source, target, job, edge.location.start_line))
    return tuple(found.values())


def distances(starts: Iterable[Thing], step: Callable[[Thing], Iterable[Thing]], depth: int = 0) -> dict[Thing, int]:
    """How many steps away each reached thing is, `starts` included; nothing beyond `depth`, unless it is 0."""
    found = dict.fromkeys(starts, 0)
    waiting = deque(found)
    while waiting:
        here = waiting.popleft()
        if depth and found[here] >= depth:
            continue
        for there in step(here):
            if there not in found:
                found[there] = found[here] + 1
                waiting.append(there)
    return found


def datasets_around(
    all_flows: Iterable[Flow], start: DatasetId, direction: Direction, depth: int = 0
) -> Mapping[DatasetId, int]:
    """Datasets by their distance from `start`, below zero upstream."""
    before: dict[DatasetId, dict[DatasetId, None]] = {}
    after: dict[DatasetId, dict[DatasetId, None]] = {}
    for flow in all_flows:
        before.setdefault(flow.target, {})[flow.source] = None
        after.setdefault(flow.source, {})[flow.target] = None
    return _signed(
        start, direction, depth, {False: lambda one: before.get(one, {}), True: lambda one: after.get(one, {})}
    )


def columns_around(
    graph: PipelineGraph, start: ColumnRef, direction: Direction, depth: int = 0
) -> Mapping[ColumnRef, int]:
    """Columns by their distance from `start`, below zero upstream.

    Upstream of a column are its own sources; what chooses the rows of a dataset is upstream of its rows, which a
    reference without a column stands for.
    """
    return _signed(
        start,
        direction,
        depth,
        {
            False: lambda one: (edge.source for edge in graph.edges_to.get(one, ())),
            True: lambda one: (edge.target for edge in graph.edges_from.get(one, ())),
        },
    )


def _signed(
    start: Thing, direction: Direction, depth: int, steps: Mapping[bool, Callable[[Thing], Iterable[Thing]]]
) -> dict[Thing, int]:
    walks = [
        {one: far if forward else -far for one, far in distances([start], steps[forward], depth).items()}
        for forward in direction.ways
    ]
    found: dict[Thing, int] = {}
    for one, far in chain.from_iterable(walk.items() for walk in walks):
        if one not in found or abs(far) < abs(found[one]):
            found[one] = far
    return found
