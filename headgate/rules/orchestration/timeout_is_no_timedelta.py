"""An execution timeout is a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                BashOperator(task_id="load", bash_command="load.sh", execution_timeout=1800)
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                BashOperator(task_id="load", bash_command="load.sh", execution_timeout=timedelta(minutes=30))
            """,
            path="dags/orders.py",
        ),
    ),
)
def timeout_is_no_timedelta(module: AirflowModule) -> Iterator[Found]:
    """An execution timeout is a number.

    ## Why it matters
    Airflow takes `execution_timeout` as a `timedelta` and refuses anything else while it parses the file: no
    DAG of the file is there.

    ## Instead
    `execution_timeout=timedelta(minutes=30)`.

    ## When it stays silent
    For values that only a run tells.

    ## Fix
    None: whether seconds or minutes are meant, the file does not tell.
    """
    for dag, task in module.tasks:
        defaults = dag.arguments.get("default_args", {})
        given = (defaults if isinstance(defaults, dict) else {}) | task.arguments
        value = given.get("execution_timeout")
        if isinstance(value, int | float | str) and task.operator.startswith("airflow."):
            own = task.call.keywords if isinstance(task.call, ast.Call) else []
            line = next((one.value.lineno for one in own if one.arg == "execution_timeout"), task.line)
            yield Found(
                f"`{task.id}` has the execution_timeout {value!r}, which is no timedelta: Airflow refuses the file.",
                line,
                f"{dag.id}.{task.id}",
            )
