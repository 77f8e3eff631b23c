"""An argument of the DAG stands in `default_args`, where it has no effect."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import DagHandle, render
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from datetime import datetime
    from airflow import DAG

    default_args = {
        "start_date": datetime(2024, 1, 1),
        "retries": 2,
        INSIDE
    }
    with DAG("orders", default_args=default_argsOUTSIDE):
        pass
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _DAG.replace("INSIDE", '"schedule_interval": "0 1 * * *",').replace("OUTSIDE", ""), 7, path="dags/orders.py"
        ),
        fires(
            _DAG.replace("INSIDE", '"catchup": False,').replace("OUTSIDE", ', schedule="@daily"'),
            7,
            path="dags/orders.py",
        ),
        silent(
            _DAG.replace("INSIDE", "").replace("OUTSIDE", ', schedule="@daily", catchup=False'), path="dags/orders.py"
        ),
        silent(
            _DAG.replace("INSIDE", '"catchup": False,').replace("OUTSIDE", ', schedule="@daily", catchup=False'),
            path="dags/orders.py",
        ),
    ),
)
def dag_argument_among_task_defaults(module: AirflowModule) -> Iterator[Found]:
    """An argument of the DAG stands in `default_args`, where it has no effect.

    ## Why it matters
    `default_args` are the defaults of tasks. What only a DAG has is ignored there: the DAG runs on the default
    schedule instead of the written one, or catches up on all the days that `catchup` was to leave out.

    ## Instead
    Hand it to `DAG(…)` itself.

    ## When it stays silent
    Where the DAG is given the argument as well, and where `default_args` come from another file.

    ## Fix
    None: what the DAG does today may be what people have come to expect.
    """
    for dag in module.dags:
        defaults = dag.arguments.get("default_args")
        for name in _OF_DAGS if isinstance(defaults, dict) else ():
            value = defaults.get(name) if isinstance(defaults, dict) else None
            stated = name in dag.arguments or (name in _SCHEDULES and any(one in dag.arguments for one in _SCHEDULES))
            if value is None or stated:
                continue
            yield Found(
                f"`{name}` = {render(value)[:60]} in `default_args` is ignored: it is no argument of tasks, and DAG "
                f"`{dag.id}` is not given it{_instead(name)}.",
                _line(module, dag, name),
                f"{dag.id}.{name}",
            )


_SCHEDULES = ("schedule", "schedule_interval", "timetable")
_OF_DAGS = (*_SCHEDULES, "catchup", "max_active_runs", "dagrun_timeout", "concurrency", "max_active_tasks")


def _instead(name: str) -> str:
    if name in _SCHEDULES:
        return ", so that its schedule is Airflow's default"
    return ", so that Airflow's own setting for catching up decides" if name == "catchup" else ""


def _line(module: AirflowModule, dag: DagHandle, name: str) -> int:
    """Where the key is written; the DAG's line where that is not found."""
    keys = [
        key.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value == name
    ]
    return keys[0] if len(keys) == 1 else dag.line
