"""What to look at in the runs after a change, with the figures of this one to compare with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from app.report.run.document import Report
from headgate.rules.runs.findings import RunFinding
from headgate.rules.runs.registry import Number
from headgate.rules.runs.speak import percent, size, span

Metrics = Mapping[str, Number]


def _n(metrics: Metrics, name: str) -> float:
    value = metrics.get(name, 0)
    return float(value) if isinstance(value, int | float) else 0.0


_WATCHED: Mapping[str, Callable[[Metrics], str]] = {
    "measured/skewed-stage": lambda m: (
        f"longest against median task: {span(_n(m, 'longest_task_ms'))} to {span(_n(m, 'median_task_ms'))} now; "
        "under three times is even"
    ),
    "measured/memory-spill": lambda m: (
        f"bytes spilled to disk: {size(_n(m, 'disk_spilled_bytes'))} now; none is the aim"
    ),
    "measured/garbage-collection": lambda m: (
        f"garbage collection: {percent(_n(m, 'gc_share'))} now; under 10 % is well"
    ),
    "measured/tiny-tasks": lambda m: f"tasks of the stage: {_n(m, 'tasks'):,.0f} now",
    "measured/too-many-shuffle-partitions": lambda m: f"tasks of the stage: {_n(m, 'tasks'):,.0f} now",
    "measured/too-few-tasks": lambda m: (
        f"tasks of the stage: {_n(m, 'tasks'):,.0f} now for {{_n(m, 'cores'):,.0f}} cores"
    ),
    "measured/small-output-files": lambda m: (
        f"files of the write and their size: {_n(m, 'files'):,.0f} of {size(_n(m, 'bytes_per_file'))} now; "
        "128 MB and more is well"
    ),
    "measured/recomputed-frame": lambda m: (
        f"task time beyond the first computation: {span(_n(m, 'repeated_task_ms'))} now; and that the cache fits "
        "(fraction cached, on the Storage page)"
    ),
    "measured/repeated-action": lambda m: f"jobs for the loop: {_n(m, 'times'):,.0f} now; one is the aim",
    "measured/evicted-cache": lambda m: f"stages that compute the cache again: {_n(m, 'stages'):,.0f} now",
    "measured/driver-gap": lambda m: f"time without a job: {span(_n(m, 'gap_ms'))} in one piece now",
    "measured/large-collect": lambda m: f"results sent to the driver: {size(_n(m, 'result_bytes'))} now",
    "measured/large-broadcast": lambda m: f"size of the broadcast: {size(_n(m, 'broadcast_bytes'))} now",
    "measured/python-udf-time": lambda m: f"task time outside the JVM: {span(_n(m, 'outside_jvm_ms'))} now",
    "measured/cartesian-join": lambda m: f"pairs that are compared: {_n(m, 'pairs'):,.0f} now",
    "measured/rows-multiplied": lambda m: f"rows for each row that goes in: {_n(m, 'factor'):,.0f} now",
    "measured/unpruned-partitions": lambda m: f"partitions read: {_n(m, 'partitions'):,.0f} now",
    "measured/failed-tasks": lambda m: f"failed tasks: {_n(m, 'failed_tasks'):,.0f} now; none is the aim",
    "measured/stream-falls-behind": lambda m: (
        f"median batch: {span(_n(m, 'median_batch_ms'))} now; and the lag of the source"
    ),
    "measured/growing-state": lambda m: f"rows of state: {_n(m, 'state_rows_last'):,.0f} now; it should level off",
    "measured/slow-shuffle-fetch": lambda m: f"time waiting for shuffle blocks: {span(_n(m, 'fetch_wait_ms'))} now",
    "measured/idle-cores": lambda m: f"share of core time used: {percent(_n(m, 'used_share'))} now",
}


def watched(report: Report, changes: Iterable[RunFinding]) -> Iterator[str]:
    """One line for each change, and two that hold for every run."""
    for one in changes:
        said = _WATCHED.get(one.rule)
        if said is not None:
            stage = f"Stage {one.seen.stage}, " if one.seen.stage is not None else ""
            yield f"{stage}{said(one.seen.metrics)}."
    run = report.measured.run
    held = run.core_ms / 3_600_000
    yield f"The whole run: {span(run.seconds * 1000)} and {held:,.2f} core-hours now, on the same data."
    yield "The same rows and columns as before: compare counts and a checksum before the change goes live."
