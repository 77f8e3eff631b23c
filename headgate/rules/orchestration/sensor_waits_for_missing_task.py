"""An ExternalTaskSensor waits for a task that its DAG does not have."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.model import Dag
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_UPSTREAM = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    with DAG("orders", schedule="@daily"):
        BashOperator(task_id="load_all", bash_command="load.sh")
"""
_DOWNSTREAM = """
    from airflow import DAG
    from airflow.sensors.external_task import ExternalTaskSensor

    with DAG("report", schedule="@daily"):
        ExternalTaskSensor(task_id="wait", external_dag_id="orders", external_task_id="TASK")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dags/orders.py": _UPSTREAM, "dags/report.py": _DOWNSTREAM.replace("TASK", "load")},
            {"dags/report.py": (5,)},
        ),
        repository({"dags/orders.py": _UPSTREAM, "dags/report.py": _DOWNSTREAM.replace("TASK", "load_all")}),
    ),
)
def sensor_waits_for_missing_task(project: Project) -> Iterator[Found]:
    """An ExternalTaskSensor waits for a task that the other DAG does not have.

    ## Why it matters
    The sensor finds nothing at all until its timeout, or fails with `check_existence`; a task that was renamed takes
    everything that waits for it along.

    ## Instead
    Name a task that is there, or wait for the whole DAG.

    ## When it stays silent
    Where the other DAG is not in the repository, or makes tasks that depend on run time or on other files.

    ## Fix
    None: which task is meant, the files do not tell.
    """
    known: dict[str, list[tuple[str, Dag]]] = {}
    for path, dag in project.dags():
        known.setdefault(dag.id, []).append((path, dag))
    for path, dag in project.dags():
        for task in dag.tasks:
            for other, wanted in task.waits_for:
                found = known.get(other, [])
                if not wanted or "{" in wanted or len(found) != 1 or not found[0][1].complete:
                    continue
                there, upstream = found[0]
                ids = {one.id for one in upstream.tasks}
                if ids and wanted not in ids and not any(one.startswith(f"{wanted}.") for one in ids):
                    yield Found(
                        f"`{task.id}` waits for `{other}.{wanted}`, and DAG `{other}` ({there}) has no such task.",
                        task.line_of("external_task_id"),
                        f"{dag.id}.{task.id}->{other}.{wanted}",
                        path=path,
                        related=(Location(there, upstream.line),),
                    )
