"""A task that calls a remote system has no retries."""

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
            from airflow.providers.http.operators.http import HttpOperator

            with DAG("orders", schedule="@daily"):
                HttpOperator(task_id="fetch", endpoint="orders")
            """,
            5,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG
            from airflow.providers.http.operators.http import HttpOperator

            with DAG("orders", schedule="@daily", default_args={"retries": 2}):
                HttpOperator(task_id="fetch", endpoint="orders")
            """,
            path="dags/orders.py",
        ),
    ),
)
def remote_call_without_retries(module: AirflowModule) -> Iterator[Found]:
    """A task that calls a remote system has no retries.

    ## Why it matters
    One lost connection, one busy warehouse, and the run has failed: somebody gets up at night to press clear.

    ## Instead
    `retries=2` with a `retry_delay`, in the DAG's default arguments.

    ## When it stays silent
    Where the task, the default arguments or a policy that only a run tells give retries, for sensors, and for
    operators that stay on the worker.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for dag in module.dags:
        defaults = dag.arguments.get("default_args", {})
        if not isinstance(defaults, dict) or "retries" in defaults:
            continue
        without = [task for task in dag.tasks if _calls_out(task.operator) and "retries" not in task.arguments]
        if without:
            others = f" and {len(without) - 1} more" if len(without) > 1 else ""
            yield Found(
                f"`{without[0].id}`{others} of DAG `{dag.id}` calls a remote system and has no retries: one lost "
                "connection fails the run.",
                without[0].line,
                dag.id,
            )


_REMOTE = (
    "Http",
    "Postgres",
    "MySql",
    "Snowflake",
    "BigQuery",
    "Redshift",
    "S3",
    "GCS",
    "SQL",
    "Dataproc",
    "Emr",
    "Glue",
)


def _calls_out(operator: str) -> bool:
    last = operator.rsplit(".", 1)[-1]
    return operator.startswith("airflow.") and last.endswith("Operator") and last.startswith(_REMOTE)
