"""Changes of an Iceberg table's partition fields, and the programs whose meaning hangs on them.

Source: Apache Iceberg, "Spark DDL" (ADD, DROP and REPLACE PARTITION FIELD), "Spark Writes" (dynamic overwrite) and
"Partition evolution": old files keep the layout that they were written with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.dataset import DatasetId, table
from headgate.facts.project import Project
from headgate.impact.compat.ddl.statements import Words
from headgate.impact.consumers import same_table
from headgate.lineage import Job
from headgate.location import Location

_DYNAMIC = re.compile(r"\boverwritePartitions\s*\(")
_OVERWRITE = re.compile(r"\bINSERT\s+OVERWRITE\b|\binsertInto\s*\(", re.I)
_MODE = re.compile(r"partitionOverwriteMode[\"'`]?\s*[,=:)]?\s*[\"'`]?\s*dynamic", re.I)
_METADATA = ("files", "data_files", "partitions", "all_data_files", "all_files", "entries")
"""Metadata tables whose columns or rows hang on the partition fields."""
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class PartitionChange:
    """One statement that changes how a table is partitioned."""

    table: str
    action: str
    """`ADD`, `DROP` or `REPLACE`."""
    field: str
    """As written: `days(ts)`, `category`, `ts_day`."""
    instead: str
    """What REPLACE puts in its place."""
    line: int


def partition_changes(script: list[Words]) -> Iterator[PartitionChange]:
    """The statements of a script that add, drop or replace partition fields."""
    for words in script:
        if not words.starts("ALTER", "TABLE"):
            continue
        name, rest = words.after("ALTER", "TABLE", "IF", "EXISTS").name()
        for action in ("ADD", "DROP", "REPLACE"):
            if rest.starts(action, "PARTITION", "FIELD"):
                field = rest.after(action, "PARTITION", "FIELD")
                instead = str(Words(field.words[len(field.before("WITH").words) :]).after("WITH").before("AS"))
                yield PartitionChange(name, action, str(field.before("WITH", "AS")), instead, words.line)


def dynamic_overwrites(project: Project, name: str) -> Iterator[tuple[Job, Location]]:
    """Jobs that overwrite the partitions which their rows fall into, whichever the table then has."""
    for dataset in _named(project, name):
        for job in project.graph.writers.get(dataset, ()):
            text = project.snapshot.text_of(job.location.path) or ""
            lines = text.split("\n")[job.location.start_line - 1 : job.location.last_line][:_MOST_LINES]
            own = "\n".join(lines)
            if _DYNAMIC.search(own) or (_OVERWRITE.search(own) and _MODE.search(text)):
                yield job, job.location


def metadata_readers(project: Project, name: str) -> Iterator[tuple[Job, Location]]:
    """Jobs that read metadata tables of the table, such as `t.files`."""
    last = name.rpartition(".")[2]
    for dataset, jobs in project.graph.readers.items():
        owner, _, part = dataset.name.rpartition(".")
        if part in _METADATA and (owner == name or owner.rpartition(".")[2] == last):
            yield from ((job, job.location) for job in jobs)


def _named(project: Project, name: str) -> list[DatasetId]:
    return list(dict.fromkeys((*same_table(project.graph, table(name)), table(name))))
