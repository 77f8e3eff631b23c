"""Airflow's nouns as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.dataset import DatasetId


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a DAG."""

    id: str
    operator: str
    """Class or decorator as written: `BashOperator`, `@task`."""
    line: int
    upstream: tuple[str, ...] = ()
    """Ids of the tasks it waits for."""
    runs: tuple[str, ...] = ()
    """Programs, SQL files, dbt selections that it starts."""
    waits_for: tuple[tuple[str, str], ...] = ()
    """(dag, task) pairs of other DAGs that a sensor waits for; an empty task means the whole DAG."""
    arguments: tuple[tuple[str, str], ...] = ()
    """Literal keyword arguments as source text."""
    argument_lines: tuple[tuple[str, int], ...] = ()

    def line_of(self, argument: str) -> int:
        """Where `argument` stands; the task's own line where it stands elsewhere."""
        return next((line for name, line in self.argument_lines if name == argument), self.line)


@dataclass(frozen=True, slots=True)
class Dag:
    """One DAG as far as its file tells without being run."""

    id: str
    line: int
    schedule: str = ""
    """As written: a cron expression, a preset, source text; empty where none is given."""
    tasks: tuple[Task, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    """Keyword arguments of the DAG as source text: `catchup`, `start_date`, …"""
    default_arguments: tuple[tuple[str, str], ...] = ()
    outlets: tuple[DatasetId, ...] = ()
    inlets: tuple[DatasetId, ...] = ()
    """Datasets on whose change it is scheduled."""
    complete: bool = False
    """Whether `tasks` is all of them: none depends on run time or on functions of other files."""
