"""Streaming queries of Spark, as rules are offered them; in whatever language they are written."""

from __future__ import annotations

from dataclasses import dataclass, field

UNKNOWN = "?"
"""Name of a step that stands for code which was not followed; value of an option that only a run tells."""


@dataclass(frozen=True, slots=True)
class Step:
    """A method called on the way from source to sink."""

    name: str
    line: int
    arguments: tuple[str, ...] = ()
    """As source text; literal strings without their quotes."""


@dataclass(frozen=True, slots=True)
class StreamSource:
    """A `readStream`."""

    line: int
    format: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """Keys in lower case; `?` for a value that only a run tells."""
    path: str = ""

    def option(self, key: str) -> str | None:
        return next((value for name, value in reversed(self.options) if name == key.lower()), None)


@dataclass(frozen=True, slots=True)
class BatchWrite:
    """A write inside a `foreachBatch` function."""

    line: int
    mode: str = ""
    """`append`, `overwrite`, …; empty where the default of the method holds."""
    method: str = ""
    options: tuple[str, ...] = ()
    """Keys of its options, in lower case."""


@dataclass(frozen=True, slots=True)
class BatchAction:
    """An action of batch frames, called on a streaming one."""

    name: str
    line: int
    source_line: int


@dataclass(frozen=True, slots=True)
class BatchFunction:
    """The function handed to `foreachBatch`."""

    name: str
    line: int
    writes: tuple[BatchWrite, ...] = ()
    uses_batch_id: bool = False
    merges: bool = False
    """It merges or deletes before it writes."""
    persists: bool = False
    actions: tuple[tuple[str, int], ...] = ()
    """Writes and counts of the batch itself, with lines."""


@dataclass(frozen=True)
class StreamingQuery:
    """From `readStream` to `start()`."""

    path: str
    line: int
    """Where `writeStream` stands."""
    end_line: int
    sources: tuple[StreamSource, ...] = ()
    steps: tuple[Step, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    format: str = ""
    output_mode: str = ""
    trigger: tuple[str, str] = ("", "")
    """Kind and value: (`processingTime`, `1 minute`), (`availableNow`, `True`), (`once`, `True`)."""
    name: str = ""
    target: str = ""
    """Path or table, where it is a literal."""
    batch: BatchFunction | None = None
    foreach: bool = False
    complete: bool = True
    """Whether all options are told; not after `.options(**settings)` of unknown settings."""
    session_checkpoint: bool = False
    """The file sets `spark.sql.streaming.checkpointLocation`."""
    lines: dict[str, int] = field(default_factory=dict)
    """Line of each option and of `outputMode`, `trigger`, `format`."""

    def option(self, key: str) -> str | None:
        """Value of a sink option; `?` where only a run tells it, None where it is not set."""
        return next((value for name, value in reversed(self.options) if name == key.lower()), None)

    @property
    def for_trial(self) -> bool:
        """It is a test's, or writes to a sink that is there for trying out."""
        tested = any(part in ("test", "tests") or part.startswith("test_") for part in self.path.split("/"))
        return tested or self.format in ("console", "memory", "noop")

    @property
    def followed(self) -> bool:
        """Whether everything between source and sink is known."""
        return bool(self.sources) and all(step.name != UNKNOWN for step in self.steps)

    @property
    def entity(self) -> str:
        """What findings about it are about."""
        return self.name or self.target or self.option("checkpointlocation") or self.format or "query"

    def first(self, *names: str) -> tuple[int, Step] | None:
        """Position and step of the first of `names`."""
        return next(((at, step) for at, step in enumerate(self.steps) if step.name in names), None)

    def aggregation(self) -> tuple[int, Step] | None:
        """The first step that keeps groups as state."""
        return self.first("groupBy", "groupby", "groupByKey", "cube", "rollup")


@dataclass(frozen=True)
class StreamingFile:
    """All streaming queries of one file."""

    path: str
    queries: tuple[StreamingQuery, ...] = ()
    actions: tuple[BatchAction, ...] = ()
