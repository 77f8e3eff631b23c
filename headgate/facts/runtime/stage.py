"""One attempt of a stage: what its tasks did, together and in distribution."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.facts.runtime.sketch import Sketch

_LONGEST = 4
_REASONS = 8


@dataclass(frozen=True, slots=True)
class LongTask:
    """One of the longest tasks of a stage. Milliseconds and bytes."""

    ms: int
    index: int
    executor: str
    host: str
    bytes: int
    """Shuffle and input that it read."""
    records: int
    gc: int
    spilled: int
    wait: int
    """Time it waited for shuffle blocks of others."""
    launched: int
    cpu: int = 0


@dataclass(frozen=True, slots=True)
class Rdd:
    """An RDD that a stage computes."""

    id: int
    name: str
    scope: str
    callsite: str
    parents: tuple[int, ...]
    partitions: int
    cached_partitions: int
    persisted: bool


@dataclass(slots=True)
class Sums:
    """What all finished tasks of a stage come to. Milliseconds, bytes, records."""

    run: int = 0
    cpu: int = 0
    gc: int = 0
    overhead: int = 0
    """Between launch and end, but not run: scheduling, deserialising, handing the result over."""
    result: int = 0
    memory_spilled: int = 0
    disk_spilled: int = 0
    fetch_wait: int = 0
    shuffle_remote: int = 0
    shuffle_read: int = 0
    shuffle_read_records: int = 0
    shuffle_write: int = 0
    shuffle_write_records: int = 0
    input: int = 0
    input_records: int = 0
    output: int = 0
    output_records: int = 0


@dataclass(slots=True)
class Stage:
    """A stage attempt. Times are milliseconds since 1970, zero where the log does not say."""

    id: int
    attempt: int = 0
    name: str = ""
    details: str = ""
    """The stack of the call that started it, one frame a line; of Java and Scala alone."""
    declared: int = 0
    """Tasks that it was to have."""
    parents: tuple[int, ...] = ()
    rdds: tuple[Rdd, ...] = ()
    submitted: int = 0
    completed: int = 0
    failure: str = ""
    job: int | None = None
    execution: int | None = None
    """Id of the SQL execution that it belongs to."""
    accumulated: dict[int, int] = field(default_factory=dict)
    """Values of SQL metrics by accumulator, as they stood when the stage ended."""
    sums: Sums = field(default_factory=Sums)
    ms: Sketch = field(default_factory=Sketch)
    """Run times of tasks that succeeded."""
    cpu: Sketch = field(default_factory=Sketch)
    """CPU milliseconds of tasks, which a busy machine does not lengthen."""
    bytes_in: Sketch = field(default_factory=Sketch)
    """Bytes that tasks read, from shuffles and from storage."""
    records_in: Sketch = field(default_factory=Sketch)
    bytes_out: Sketch = field(default_factory=Sketch)
    """Bytes that tasks stored; those that stored something."""
    longest: list[LongTask] = field(default_factory=list)
    """The longest first."""
    busiest: LongTask | None = None
    """The one that took most CPU time."""
    succeeded: int = 0
    failed: int = 0
    killed: int = 0
    speculative: int = 0
    wasted: int = 0
    """Milliseconds of tasks whose work was thrown away."""
    reasons: dict[str, int] = field(default_factory=dict)
    """Why tasks failed, and how often."""
    first_launch: int = 0
    last_finish: int = 0
    peak_memory: int = 0
    """The largest peak of execution memory of a task."""
    executors: dict[str, int] = field(default_factory=dict)
    """Milliseconds run by executor; of at most a thousand."""

    @property
    def wall(self) -> int:
        """Milliseconds from the first task's launch to the last one's end, by the log's best clock."""
        start = self.first_launch or self.submitted
        return max((self.last_finish or self.completed) - start, 0) if start else 0

    @property
    def started(self) -> int:
        return self.first_launch or self.submitted

    @property
    def ended(self) -> int:
        return self.last_finish or self.completed

    @property
    def tasks(self) -> int:
        """Tasks that ended, in whatever way."""
        return self.succeeded + self.failed + self.killed

    def keep_longest(self, task: LongTask) -> None:
        """Remember `task` if it is one of the longest."""
        if len(self.longest) < _LONGEST or task.ms > self.longest[-1].ms:
            self.longest.append(task)
            self.longest.sort(key=lambda one: -one.ms)
            del self.longest[_LONGEST:]

    def count_reason(self, reason: str) -> None:
        """One more task that failed for `reason`."""
        if reason in self.reasons or len(self.reasons) < _REASONS:
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
