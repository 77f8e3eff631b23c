"""A task that starts a DAG and waits for it starts it again when it is retried."""

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
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.trigger_dagrun import TriggerDagRunOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                TriggerDagRunOperator(task_id="go", trigger_dag_id="report", wait_for_completion=True, retries=3)
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.trigger_dagrun import TriggerDagRunOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                TriggerDagRunOperator(task_id="go", trigger_dag_id="report", wait_for_completion=True, retries=0)
            """,
            path="dags/orders.py",
        ),
    ),
)
def trigger_repeated_by_retry(module: AirflowModule) -> Iterator[Found]:
    """A task that starts a DAG and waits for it starts it again when it is retried.

    ## Why it matters
    When the DAG that was started fails, the waiting task fails and is retried, and each retry starts another
    run of the whole DAG.

    ## Instead
    `retries=0` on the task and retries in the DAG that it starts; or `reset_dag_run=True` with a
    `trigger_run_id` of the interval, so that the same run is done again.

    ## When it stays silent
    Without retries, without waiting, and where the run has an id of its own.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for dag, task in module.tasks:
        if (
            not task.operator.endswith(".TriggerDagRunOperator")
            or task.arguments.get("wait_for_completion") is not True
        ):
            continue
        defaults = dag.arguments.get("default_args")
        retries = task.arguments.get("retries", defaults.get("retries") if isinstance(defaults, dict) else None)
        named = {"trigger_run_id", "execution_date", "logical_date"} & set(task.arguments)
        if isinstance(retries, int) and retries > 0 and not named:
            yield Found(
                f"`{task.id}` waits for the run that it starts; each of its {retries} retries starts another one.",
                task.line,
                f"{dag.id}.{task.id}",
            )
