"""A DAG does not say when it runs."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.python.values import Opaque
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow import DAG

            dag = DAG("orders")
            """,
            3,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG

            dag = DAG("orders", schedule=None)
            """,
            path="dags/orders.py",
        ),
    ),
)
def dag_without_schedule(module: AirflowModule) -> Iterator[Found]:
    """A DAG does not say when it runs.

    ## Why it matters
    The default differs by version: Airflow 2 runs such a DAG once a day, Airflow 3 never.

    ## Instead
    Say `schedule="@daily"`, or `schedule=None` for a DAG that others trigger.

    ## When it stays silent
    With any of `schedule`, `schedule_interval`, `timetable`, and with keyword arguments that only a run tells.

    ## Fix
    None: the schedule is the author's to choose.
    """
    for dag in module.dags:
        given = {"schedule", "schedule_interval", "timetable"} & set(dag.arguments)
        unknown = any(k.arg is None for k in getattr(dag.call, "keywords", ()))
        if not given and not unknown:
            name = "" if isinstance(dag.arguments.get("dag_id"), Opaque) else f" `{dag.id}`"
            yield Found(
                f"DAG{name} gives no schedule: Airflow 2 runs it daily, Airflow 3 only when triggered.",
                dag.first_line,
                dag.id,
            )
