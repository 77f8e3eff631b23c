"""A sensor looks once and gives up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import TaskHandle
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.sensors.filesystem import FileSensor

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                FileSensor(task_id="wait", filepath="x", poke_interval=600, timeout=300, mode="reschedule")
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.sensors.filesystem import FileSensor

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                FileSensor(task_id="wait", filepath="x", poke_interval=60, timeout=300, mode="reschedule")
            """,
            path="dags/orders.py",
        ),
    ),
)
def sensor_looks_once(module: AirflowModule) -> Iterator[Found]:
    """A sensor looks once and gives up.

    ## Why it matters
    A sensor that waits longer between two looks than its whole `timeout` never looks a second time: what comes
    a minute late fails the run.

    ## Instead
    A `poke_interval` that goes several times into the `timeout`.

    ## When it stays silent
    Where one of the two is at its default or no literal.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for dag, task in module.tasks:
        if not task.operator.endswith("Sensor"):
            continue
        defaults = dag.arguments.get("default_args", {})
        given = (defaults if isinstance(defaults, dict) else {}) | task.arguments
        every, most = _seconds(given.get("poke_interval")), _seconds(given.get("timeout"))
        if every and most and every >= most and task.arguments.get("deferrable") is not True:
            yield Found(
                f"`{task.id}` looks every {every:g} s and gives up after {most:g} s: it looks once.",
                _line(task),
                f"{dag.id}.{task.id}",
            )


def _seconds(value: object) -> float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _line(task: TaskHandle) -> int:
    call = task.call.keywords if isinstance(task.call, ast.Call) else []
    return next((one.value.lineno for one in call if one.arg == "poke_interval"), task.line)
