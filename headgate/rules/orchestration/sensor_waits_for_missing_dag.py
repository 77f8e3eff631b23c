"""A sensor waits for a DAG that is not there, under a name much like one that is."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_EXPORT = """
    from airflow import DAG

    with DAG("history_export", schedule="@hourly"):
        pass
"""
_HELPER = """
    from datetime import timedelta
    from airflow.sensors.external_task import ExternalTaskSensor

    def wait_for(dag, task, parent_dag, minutes=0):
        return ExternalTaskSensor(
            task_id=f"wait_{task}",
            external_dag_id=parent_dag,
            execution_delta=timedelta(minutes=minutes),
            dag=dag,
        )
"""
_DAG = """
    from airflow import DAG
    from helpers.waiting import wait_for

    dag = DAG("state", schedule="@hourly")
    wait = wait_for(dag, "export", "NAME")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dags/export.py": _EXPORT,
                "dags/helpers/waiting.py": _HELPER,
                "dags/state.py": _DAG.replace("NAME", "history"),
            },
            {"dags/state.py": (5,)},
        ),
        repository(
            {
                "dags/export.py": _EXPORT,
                "dags/helpers/waiting.py": _HELPER,
                "dags/state.py": _DAG.replace("NAME", "history_export"),
            }
        ),
        repository(
            {
                "dags/export.py": _EXPORT,
                "dags/helpers/waiting.py": _HELPER,
                "dags/state.py": _DAG.replace("NAME", "of_another_repository"),
            }
        ),
    ),
)
def sensor_waits_for_missing_dag(project: Project) -> Iterator[Found]:
    """A sensor waits for a DAG that is not there, under a name much like one that is.

    ## Why it matters
    The sensor finds no run until its timeout, and everything behind it does not run; nothing checks the name.

    ## Instead
    The id as the other DAG writes it.

    ## When it stays silent
    For names that are like none of the repository's, which another one may hold, for those that a run puts together,
    and where a DAG's own id is known at run time only.

    ## Fix
    None: the nearest name need not be the one that is meant.
    """
    known = {dag.id for _, dag in project.dags() if dag.id}
    if any(not one.replace("_", "").replace("-", "").replace(".", "").isalnum() for one in known):
        return
    for path, dag in project.dags():
        for task in dag.tasks:
            for other, _ in task.waits_for[:1]:
                if other in known or "{" in other or not other:
                    continue
                near = [one for one in sorted(known) if one.startswith(f"{other}_")]
                near = near or get_close_matches(other, sorted(known), 1, 0.9)
                if len(near) == 1:
                    yield Found(
                        f"`{task.id}` waits for the DAG `{other}`, which does not exist in the repository; "
                        f"`{near[0]}` does. The sensor depends on a run that never is.",
                        task.line_of("external_dag_id"),
                        f"{dag.id}->{other}",
                        path=path,
                    )
