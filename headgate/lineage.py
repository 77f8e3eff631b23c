"""How columns flow into columns, in OpenLineage's words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from headgate.dataset import DatasetId
from headgate.location import Location


class Effect(StrEnum):
    """What a source column does to its target; the first three are DIRECT, the rest INDIRECT.

    Source: OpenLineage, column lineage facet, `transformations`.
    """

    IDENTITY = "identity"
    TRANSFORMATION = "transformation"
    AGGREGATION = "aggregation"
    JOIN = "join"
    FILTER = "filter"
    GROUP_BY = "group_by"
    SORT = "sort"
    WINDOW = "window"
    CONDITIONAL = "conditional"

    __hash__ = str.__hash__  # Enum's own is written in Python, and flows are hashed by the million

    @property
    def direct(self) -> bool:
        return self in DIRECT


DIRECT = frozenset((Effect.IDENTITY, Effect.TRANSFORMATION, Effect.AGGREGATION))
"""Effects by which a value flows on."""


class ColumnRef(NamedTuple):
    """A column of a dataset. An empty column stands for the rows of the whole dataset."""

    dataset: DatasetId
    column: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.column}" if self.column else str(self.dataset)


class ColumnEdge(NamedTuple):
    """`source` flows into `target`, made at `location`."""

    source: ColumnRef
    target: ColumnRef
    effect: Effect
    location: Location


class JobKind(StrEnum):
    SQL = "sql"
    DBT = "dbt"
    SPARK = "spark"
    FLINK = "flink"
    AIRFLOW = "airflow"
    KAFKA = "kafka"
    PYTHON = "python"
    CHECK = "check"
    """A suite of data checks: Great Expectations, Soda."""
    METRICS = "metrics"
    """A semantic layer: LookML, Cube, Lightdash."""


@dataclass(frozen=True, slots=True)
class DatasetUse:
    """A job reads or writes a dataset at a line."""

    dataset: DatasetId
    line: int
    columns: tuple[str, ...] | None = None
    """The columns that are named in the use; None where that is unknown."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something that reads and writes datasets: a statement, a model, a Spark program, a task."""

    name: str
    """Unique in its file; a task is `dag.task`."""
    kind: JobKind
    location: Location
    reads: tuple[DatasetUse, ...] = ()
    writes: tuple[DatasetUse, ...] = ()
    runs: tuple[str, ...] = ()
    """Paths or names of what it starts: a Spark program, a dbt selection, a SQL file."""
    edges: tuple[ColumnEdge, ...] = ()
