"""Datasets that a task's arguments name: destination tables, transfer sources, outlets and inlets."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId, table
from headgate.facts.airflow.assets import of_uri
from headgate.facts.airflow.programs import command_lines
from headgate.facts.airflow.shell import commands_of
from headgate.facts.airflow.transfers import moved
from headgate.facts.airflow.values import TaskHandle
from headgate.facts.python.values import Opaque, strings_in
from headgate.lineage import DatasetUse

_WRITES = (
    "destination_dataset_table", "destination_project_dataset_table", "destination_table", "redshift_table",
    "target_table", "dest_table", "snowflake_table",
)  # fmt: skip
_READS = ("source_project_dataset_table", "source_project_dataset_tables", "source_table", "source_dataset_table")


def tables_of(task: TaskHandle) -> tuple[tuple[DatasetUse, ...], tuple[DatasetUse, ...]]:
    """Datasets that `task` reads and writes, as far as its arguments name them."""
    moved_from, moved_to = moved(task)
    commands = [one for line in command_lines(task) for one in commands_of(line)]
    run_from = [dataset for one in commands for dataset in one.reads]
    run_to = [dataset for one in commands for dataset in one.writes]
    reads = dict.fromkeys((*_named(task, _READS), *assets_of(task.arguments.get("inlets")), *moved_from, *run_from))
    writes = dict.fromkeys((*_named(task, _WRITES), *assets_of(task.arguments.get("outlets")), *moved_to, *run_to))
    return (
        tuple(DatasetUse(dataset, task.line) for dataset in reads),
        tuple(DatasetUse(dataset, task.line) for dataset in writes),
    )


def assets_of(value: object) -> tuple[DatasetId, ...]:
    """The datasets behind `Dataset("s3://…")`, `Asset(…)` and lists of them; handed on as source text."""
    if isinstance(value, list | tuple):
        return tuple(asset for item in value for asset in assets_of(item))
    if isinstance(value, Opaque) and value.text.startswith(("Dataset(", "Asset(")):
        uri = value.text.split("(", 1)[1].strip()
        if uri[:1] in "'\"":
            return (of_uri(uri[1:].split(uri[0], 1)[0]),)
    return ()


def _named(task: TaskHandle, arguments: tuple[str, ...]) -> Iterator[DatasetId]:
    for name in arguments:
        for written in strings_in(task.arguments.get(name)):
            bare = written.replace(":", ".").split("$", 1)[0]
            if not bare or "{" in bare or "/" in bare:
                continue
            yield table(".".join((*_prefix(task, bare), bare)))


def _prefix(task: TaskHandle, name: str) -> list[str]:
    """Project and dataset of a bare table name, where they are given beside it."""
    if "." in name:
        return []
    dataset = task.arguments.get("dataset_id") or task.arguments.get("schema")
    project = task.arguments.get("project_id") or task.arguments.get("database")
    if not isinstance(dataset, str) or "{" in dataset:
        return []
    return [project, dataset] if isinstance(project, str) and "{" not in project else [dataset]
