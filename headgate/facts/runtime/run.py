"""A run of a Spark application, as its event log tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from headgate.facts.runtime.operators import Metric, Operator
from headgate.facts.runtime.stage import Stage
from headgate.facts.runtime.timeline import Timeline
from headgate.gap import Gap


@dataclass(slots=True)
class Executor:
    """A process that ran tasks. Milliseconds and bytes."""

    id: str
    host: str = ""
    cores: int = 0
    added: int = 0
    removed: int = 0
    """Zero where it stayed to the end."""
    lost: str = ""
    """Why it went."""
    memory: int = 0
    """Bytes for storage and execution, as its block manager tells."""
    run: int = 0
    gc: int = 0
    tasks: int = 0
    failed: int = 0


@dataclass(slots=True)
class Job:
    """A job; milliseconds since 1970."""

    id: int
    submitted: int
    ended: int = 0
    succeeded: bool | None = None
    """None where the log ends before it."""
    error: str = ""
    stages: tuple[int, ...] = ()
    execution: int | None = None
    call_site: str = ""
    description: str = ""
    group: str = ""
    query: str = ""
    """Id of the streaming query that it belongs to."""
    batch: str = ""


@dataclass(slots=True)
class Execution:
    """A SQL execution: an action on a DataFrame, or a command."""

    id: int
    description: str
    details: str
    started: int
    ended: int = 0
    root: int | None = None
    error: str = ""
    plan: Operator | None = None
    """As it was run in the end: adaptive execution replaces it as it learns."""
    replanned: int = 0
    driver_values: dict[int, int] = field(default_factory=dict)
    """Metrics that the driver counted: files, partitions, broadcast sizes."""
    added_metrics: list[Metric] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=dict)
    """Those that this execution changed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One micro-batch of a streaming query. Milliseconds, rows, bytes."""

    query: str
    name: str
    number: int
    at: str
    """ISO 8601."""
    ms: int
    rows: int
    rows_per_second_in: float
    rows_per_second_done: float
    phases: Mapping[str, int]
    state_rows: int
    state_bytes: int
    sources: tuple[str, ...]
    sink: str
    watermark: str = ""


@dataclass(slots=True)
class Stream:
    """A streaming query: its first and last batches, and all in sum."""

    id: str
    name: str
    batches: list[Batch] = field(default_factory=list)
    """At most a few hundred, spread evenly over the run."""
    seen: int = 0
    every: int = 1
    last: Batch | None = None
    total_ms: int = 0
    total_rows: int = 0
    ended: str = ""
    """What it ended with, where it failed."""


@dataclass(slots=True)
class Attempt:
    """Another attempt of the same application, that was not the last."""

    id: str
    started: int
    ended: int
    complete: bool


@dataclass(slots=True)
class Run:
    """One attempt of an application."""

    log: str
    """Name of the file or folder."""
    id: str = ""
    name: str = ""
    attempt: str = ""
    user: str = ""
    spark_version: str = ""
    started: int = 0
    ended: int = 0
    complete: bool = False
    """The log has its end."""
    last_event: int = 0
    settings: dict[str, str] = field(default_factory=dict)
    executors: dict[str, Executor] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)
    stages: dict[tuple[int, int], Stage] = field(default_factory=dict)
    executions: dict[int, Execution] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    unpersisted: set[int] = field(default_factory=set)
    timeline: Timeline = field(default_factory=Timeline)
    attempts: tuple[Attempt, ...] = ()
    events: int = 0
    bytes: int = 0
    """Of the log, unpacked."""
    gaps: list[Gap] = field(default_factory=list)
    by_execution: dict[int, list[Stage]] = field(default_factory=dict)
    """Filled when the log was read."""

    @property
    def start(self) -> int:
        """When the application started, by the best that the log has; 0 where it has nothing."""
        return self.started or self.timeline.start

    @property
    def end(self) -> int:
        return max(self.ended, self.last_event if not self.complete else 0) or self.last_event

    @property
    def seconds(self) -> float:
        return max(self.end - self.start, 0) / 1000

    @property
    def task_ms(self) -> int:
        """Milliseconds that cores spent on tasks."""
        return sum(stage.sums.run + stage.sums.overhead for stage in self.stages.values()) or 0

    @property
    def cores(self) -> int:
        """The most cores that were there at one time."""
        changes: list[tuple[int, int]] = []
        for one in self.executors.values():
            changes.append((one.added, one.cores))
            if one.removed:
                changes.append((one.removed, -one.cores))
        now = most = 0
        for _, change in sorted(changes, key=lambda pair: (pair[0], -pair[1])):
            now += change
            most = max(most, now)
        return most

    @property
    def core_ms(self) -> int:
        """Core-milliseconds that were held, whether they were used or not."""
        end = self.end
        return sum(
            one.cores * max((one.removed or end) - (one.added or self.start), 0) for one in self.executors.values()
        )

    def setting(self, name: str, default: str = "") -> str:
        return self.settings.get(name, default)

    def stages_of(self, execution: int) -> Iterator[Stage]:
        """The stage attempts of a SQL execution."""
        if not self.by_execution:
            self.index()
        return iter(self.by_execution.get(execution, ()))

    def index(self) -> None:
        """Find the stages of each execution once."""
        self.by_execution = {}
        for stage in self.stages.values():
            if stage.execution is not None:
                self.by_execution.setdefault(stage.execution, []).append(stage)

    def values_of(self, execution: Execution) -> dict[int, int]:
        """What the operators of `execution` counted, by accumulator."""
        found = dict(execution.driver_values)
        for stage in self.stages_of(execution.id):
            for accumulator, value in stage.accumulated.items():
                found[accumulator] = max(found.get(accumulator, 0), value)
        return found
