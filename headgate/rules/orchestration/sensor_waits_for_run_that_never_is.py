"""An ExternalTaskSensor looks for runs at times at which the other DAG has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.airflow.model import Dag, Task
from headgate.facts.airflow.schedules import Cron, parse_cron, parse_interval
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_WEEKS = 5
_START = datetime(2024, 1, 1)

_UPSTREAM = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    with DAG("orders", schedule="0 2 * * *"):
        BashOperator(task_id="load", bash_command="load.sh")
"""
_DOWNSTREAM = """
    from datetime import timedelta
    from airflow import DAG
    from airflow.sensors.external_task import ExternalTaskSensor

    with DAG("report", schedule="0 16 * * *"):
        wait = ExternalTaskSensor(
            task_id="wait", external_dag_id="orders", external_task_id="load", execution_delta=timedelta(hours=HOURS)
        )
"""
_SENSORS = ("ExternalTaskSensor", "ExternalTaskSensorAsync")
"""Sensors that are known to look for the run of their own logical date."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dags/orders.py": _UPSTREAM, "dags/report.py": _DOWNSTREAM.replace("HOURS", "11")},
            {"dags/report.py": (7,)},
        ),
        repository({"dags/orders.py": _UPSTREAM, "dags/report.py": _DOWNSTREAM.replace("HOURS", "14")}),
        repository(
            {
                "dags/orders.py": _UPSTREAM,
                "dags/report.py": _DOWNSTREAM.replace("HOURS", "11").replace("ExternalTaskSensor", "LatestRunSensor"),
            }
        ),
    ),
)
def sensor_waits_for_run_that_never_is(project: Project) -> Iterator[Found]:
    """An ExternalTaskSensor looks for runs of the other DAG at times at which that DAG has none.

    ## Why it matters
    The sensor asks for the run whose logical date is its own minus `execution_delta`, to the second. Where the
    schedules leave another distance it waits until its timeout, and everything behind it does not run.

    ## Instead
    Set `execution_delta` to the distance of the two schedules, or give an `execution_date_fn`; whoever moves one
    schedule must move the deltas of all sensors that wait for it.

    ## When it stays silent
    Where one of the schedules is no cron expression or preset in the repository, with `execution_date_fn`, for
    sensors of the repository's own making, and for sensors behind other tasks, which may be skipped on the days that
    do not fit.

    ## Fix
    None: whether the schedule or the delta is right is the author's choice.
    """
    by_id: dict[str, list[tuple[str, Dag]]] = {}
    for path, dag in project.dags():
        by_id.setdefault(dag.id, []).append((path, dag))
    for path, dag in project.dags():
        own = parse_cron(dag.schedule)
        for task in dag.tasks if own else ():
            for other, _ in task.waits_for[:1]:
                known = by_id.get(other, [])
                theirs = parse_cron(known[0][1].schedule) if len(known) == 1 and other != dag.id else None
                delta = _delta(task)
                if own and theirs and delta is not None:
                    yield from _compare(path, (dag, own), task, (known[0][0], known[0][1], theirs), delta)


def _delta(task: Task) -> timedelta | None:
    """How far back the sensor looks; None where that is not told."""
    given = dict(task.arguments)
    if given.get("execution_date_fn", "None") != "None" or task.operator.rpartition(".")[2] not in _SENSORS:
        return None
    text = given.get("execution_delta", "None")
    return timedelta(0) if text == "None" else parse_interval(text)


def _compare(
    path: str, own: tuple[Dag, Cron], task: Task, other: tuple[str, Dag, Cron], delta: timedelta
) -> Iterator[Found]:
    dag, cron = own
    there, upstream, theirs = other
    ticks = list(cron.ticks(_START, 7 * _WEEKS))
    missed = [tick for tick in ticks if not theirs.matches(tick - delta)]
    if not missed or (len(missed) < len(ticks) and task.upstream):
        return
    how_many = "none of them is" if len(missed) == len(ticks) else f"{len(missed)} of {len(ticks)} runs find none"
    looked = missed[0] - delta
    yield Found(
        f"`{task.id}` looks for runs of `{upstream.id}` ({upstream.schedule}) {_words(delta)} its own time "
        f"({dag.schedule}): {how_many}"
        + (" scheduled then" if len(missed) == len(ticks) else "")
        + "; the sensor waits until its timeout.",
        task.line_of("execution_delta"),
        f"{dag.id}.{task.id}->{upstream.id}",
        path=path,
        evidence=(
            Evidence(
                EvidenceKind.WITNESS,
                f"run of {dag.id} at {missed[0]:%a %H:%M} asks for {upstream.id} at {looked:%a %H:%M}; "
                f"`{upstream.schedule}` has no such run",
                Location(there, upstream.line),
            ),
        ),
        related=(Location(there, upstream.line),),
    )


def _words(delta: timedelta) -> str:
    if not delta:
        return "at"
    hours = delta.total_seconds() / 3600
    return f"{abs(hours):g} hours {'before' if hours > 0 else 'after'}"
