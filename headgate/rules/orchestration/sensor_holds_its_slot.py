"""A sensor waits in poke mode and so holds a worker slot."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow import DAG
            from airflow.sensors.external_task import ExternalTaskSensor

            with DAG("report", schedule="@daily"):
                ExternalTaskSensor(task_id="wait", external_dag_id="orders")
            """,
            5,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG
            from airflow.sensors.external_task import ExternalTaskSensor

            with DAG("report", schedule="@daily"):
                ExternalTaskSensor(task_id="wait", external_dag_id="orders", mode="reschedule")
            """,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG
            from airflow.sensors.external_task import ExternalTaskSensor

            with DAG("report", schedule="@daily", default_args={"mode": "reschedule"}):
                ExternalTaskSensor(task_id="wait", external_dag_id="orders")
            """,
            path="dags/orders.py",
        ),
    ),
)
def sensor_holds_its_slot(module: AirflowModule) -> Iterator[Found]:
    """A sensor waits in poke mode and so holds a worker slot.

    ## Why it matters
    In poke mode a sensor sleeps on its worker: enough of them waiting at once and nothing else runs, not even
    what they wait for. Without a timeout it waits for seven days.

    ## Instead
    `mode="reschedule"`, or `deferrable=True`, and a `timeout` that fits the schedule.

    ## When it stays silent
    With `mode="reschedule"`, with `deferrable`, where the mode is given by default arguments or at run time,
    and where the sensor gives up within ten minutes.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for dag, task in module.tasks:
        if not task.operator.endswith("Sensor") or not task.operator.startswith("airflow."):
            continue
        defaults = dag.arguments.get("default_args", {})
        given = (defaults if isinstance(defaults, dict) else {"mode": "?"}) | task.arguments
        if given.get("mode", "poke") != "poke" or given.get("deferrable", False) is not False:
            continue
        timeout = given.get("timeout")
        if isinstance(timeout, int | float) and timeout <= _SHORT:
            continue
        long = "without a timeout (seven days by default)" if timeout is None else "in poke mode"
        yield Found(
            f"`{task.id}` waits {long} and holds a worker slot all the while.", task.line, f"{dag.id}.{task.id}"
        )


_SHORT = 600
"""Seconds that a slot may be held."""
