"""The contract between the files of a snapshot and those who read them.

A *reader* takes one `SourceFile` and answers a `Reading`: the facts, which are plain data and are cached
by content hash, and the live *subjects* (syntax trees and the like), which are offered to the rules in the
same process and then let go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from headgate.dataset import Dataset
from headgate.facts.airflow.model import Dag
from headgate.facts.dbt.model import DbtFile
from headgate.facts.python.surface import PythonFile
from headgate.facts.schemas.model import Schema
from headgate.facts.spark.model import SparkSetting
from headgate.facts.sql.model import Statement
from headgate.facts.streams.model import StreamSetting
from headgate.gap import Gap, GapKind
from headgate.lineage import Job
from headgate.source.kinds import Kind


@dataclass(frozen=True, slots=True)
class Hints:
    """What the project as a whole tells a reader about one file."""

    dialect: str = ""
    """sqlglot's name of the SQL dialect; empty where nothing tells."""
    dialect_reason: str = ""
    """What tells: `profiles.yml`, `dispatch to spark in dbt_project.yml`; empty where assumed."""
    spark_version: str = ""
    dbt_root: str | None = None
    """Folder of the dbt project that the file belongs to; `""` is the root of the snapshot."""
    options: dict[str, dict[str, object]] = field(default_factory=dict)
    """Rule options from the settings."""
    table: str = ""
    """Dotted name of the table whose folder the file lies in, where the repository proves that folders name tables."""
    fills: bool = False
    """The file's one query fills that table."""
    dbt_context: str = ""
    """Digest of what the templates of the dbt project may ask for; see `facts.dbt.context`."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as a reader gets it."""

    path: str
    text: str
    """Notebooks come as Python on the notebook's own lines."""
    kinds: frozenset[Kind]
    hints: Hints = Hints()

    def gap(self, what: str, why: str, kind: GapKind = GapKind.UNPARSED) -> Gap:
        return Gap(self.path, what, why, kind)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file says. Plain data: it goes to the cache and over process boundaries."""

    path: str
    kinds: tuple[Kind, ...] = ()
    statements: tuple[Statement, ...] = ()
    """SQL of the file, of rendered models, and of strings handed to `spark.sql` or an operator."""
    datasets: tuple[Dataset, ...] = ()
    """What the file declares: DDL, dbt sources and models, topics, schemas as datasets."""
    jobs: tuple[Job, ...] = ()
    """What the file runs, beyond `statements`: Spark programs, tasks, connectors, models."""
    schemas: tuple[Schema, ...] = ()
    dags: tuple[Dag, ...] = ()
    dbt: DbtFile | None = None
    python: PythonFile | None = None
    spark_settings: tuple[SparkSetting, ...] = ()
    stream_settings: tuple[StreamSetting, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader's answer."""

    facts: FileFacts
    subjects: tuple[object, ...] = ()
    """Live objects, by whose type rules are chosen."""


Reader = Callable[[SourceFile], Reading]


def merge(path: str, kinds: frozenset[Kind], readings: list[Reading]) -> Reading:
    """One reading of a file that several readers looked at; order is kept, nothing is dropped."""
    facts = [reading.facts for reading in readings]
    whole = FileFacts(
        path=path,
        kinds=tuple(sorted(kinds)),
        statements=tuple(x for f in facts for x in f.statements),
        datasets=tuple(x for f in facts for x in f.datasets),
        jobs=tuple(x for f in facts for x in f.jobs),
        schemas=tuple(x for f in facts for x in f.schemas),
        dags=tuple(x for f in facts for x in f.dags),
        dbt=next((f.dbt for f in facts if f.dbt is not None), None),
        python=next((f.python for f in facts if f.python is not None), None),
        spark_settings=tuple(x for f in facts for x in f.spark_settings),
        stream_settings=tuple(x for f in facts for x in f.stream_settings),
        gaps=tuple(dict.fromkeys(x for f in facts for x in f.gaps)),
    )
    return Reading(whole, tuple(subject for reading in readings for subject in reading.subjects))
