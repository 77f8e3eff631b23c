"""Which jobs of the repository a task starts: Spark programs, SQL files, dbt models.

The task does not become a reader or writer of their datasets: one `dbt build` would then join everything that a
project reads to everything that it makes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from headgate.dataset import EXPOSURE
from headgate.facts.reading import FileFacts
from headgate.lineage import Job, JobKind

_CLASS_ARGUMENTS = ("java_class", "main_class", "class_name")
_BUILDING = ("dbt run", "dbt build", "dbt snapshot", "dbt seed")
_MODULES = (".jar", ".whl")

Runs = tuple[tuple[Job, tuple[Job, ...]], ...]
"""Each task with the jobs that it starts."""


def runs_of(jobs: Sequence[Job], files: Mapping[str, FileFacts]) -> Runs:
    """The tasks that start something of the repository; what is not found in it has no part in this."""
    programs: defaultdict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        if job.kind is not JobKind.AIRFLOW:
            programs[job.location.path].append(job)
    classes = _main_classes(files)
    found = []
    for task in (job for job in jobs if job.kind is JobKind.AIRFLOW and job.runs):
        started = dict.fromkeys(_started(task, programs, jobs, classes.get(task.name, ())))
        if started:
            found.append((task, tuple(started)))
    return tuple(found)


def _main_classes(files: Mapping[str, FileFacts]) -> Mapping[str, tuple[str, ...]]:
    """The classes that tasks name beside a jar, by the task's job."""
    return {
        f"{dag.id}.{task.id}": tuple(
            value.strip("'\"") for name, value in task.arguments if name in _CLASS_ARGUMENTS and value[:1] in "'\""
        )
        for facts in files.values()
        for dag in facts.dags
        for task in dag.tasks
    }


def _started(
    task: Job, programs: Mapping[str, Sequence[Job]], jobs: Iterable[Job], classes: Iterable[str]
) -> Iterator[Job]:
    for name in classes:
        sources = [path for path in programs if path.endswith(".scala")]
        yield from programs.get(_file(name.replace(".", "/") + ".scala", sources), ())
    for run in task.runs:
        if run.startswith(_BUILDING):
            yield from _selected(run, [job for job in jobs if job.kind is JobKind.DBT and not _outside(job)])
        elif not run.endswith(_MODULES) and " " not in run:
            yield from programs.get(_file(run, programs), ())


def _outside(job: Job) -> bool:
    """An exposure is no part of what dbt builds."""
    return any(use.dataset.namespace == EXPOSURE for use in job.writes)


def _file(wanted: str, paths: Iterable[str]) -> str:
    """The path that shares the longest end with `wanted`, whole names alone; empty where several do or none does."""
    parts = PurePosixPath(wanted).parts[::-1]
    best, found = 0, [""]
    for path in paths:
        own = PurePosixPath(path).parts[::-1]
        shared = next(
            (n for n, (a, b) in enumerate(zip(parts, own, strict=False)) if a != b), min(len(parts), len(own))
        )
        if shared > best:
            best, found = shared, [path]
        elif shared and shared == best:
            found.append(path)
    return found[0] if len(found) == 1 else ""


def _selected(command: str, models: Sequence[Job]) -> Iterator[Job]:
    """The models of a dbt command: all, or those that `--select` names, by name or path, with `+` for their kin.

    Source: the dbt manual, "Node selection syntax". What other methods select (`tag:`, `state:`) is not followed.
    """
    _, given, selection = command.partition(" --select ")
    if not given:
        yield from models
        return
    for word in selection.replace(",", " ").split():
        name = word.strip("+").rsplit("/", 1)[-1].removesuffix(".sql")
        folder = word.strip("+").removeprefix("path:").rstrip("/*")
        named = [
            job for job in models if job.name.rpartition(".")[2] == name or f"/{folder}/" in f"/{job.location.path}"
        ]
        if word.startswith("+"):
            named = _kin(named, models, upwards=True)
        if word.endswith("+"):
            named = _kin(named, models, upwards=False)
        yield from named


def _kin(start: Sequence[Job], models: Sequence[Job], *, upwards: bool) -> list[Job]:
    """`start` with all models that it is made from, or that are made from it."""
    by: defaultdict[object, list[Job]] = defaultdict(list)
    for job in models:
        for use in job.writes if upwards else job.reads:
            by[use.dataset].append(job)
    found = {id(job): job for job in start}
    waiting = list(start)
    while waiting:
        job = waiting.pop()
        for use in job.reads if upwards else job.writes:
            for other in by[use.dataset]:
                if id(other) not in found:
                    found[id(other)] = other
                    waiting.append(other)
    return list(found.values())
