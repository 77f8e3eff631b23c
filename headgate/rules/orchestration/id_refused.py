"""An id holds characters that Airflow refuses."""

from __future__ import annotations

import re
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
                BashOperator(task_id="load orders", bash_command="load.sh")
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
                BashOperator(task_id="load-orders.daily_1", bash_command="load.sh")
            """,
            path="dags/orders.py",
        ),
    ),
)
def id_refused(module: AirflowModule) -> Iterator[Found]:
    """An id holds characters that Airflow refuses.

    ## Why it matters
    Ids of DAGs, tasks and groups are made of letters, digits, dashes, dots and underscores; a blank or a slash
    makes Airflow refuse the whole file, and no DAG of it is there.

    ## Instead
    `load_orders`; what people should read goes into `dag_display_name` or `task_display_name`.

    ## When it stays silent
    For ids that are put together when the file is run.

    ## Fix
    None: a new id is a new task, whose history begins anew.
    """
    for dag in module.dags:
        if not dag.dynamic and _REFUSED.search(dag.id):
            yield Found(
                f"The id `{dag.id}` of a DAG holds {_which(dag.id)}: Airflow refuses the file.", dag.first_line, dag.id
            )
    for dag, task in module.tasks:
        if not task.dynamic and task.operator.startswith("airflow.") and _REFUSED.search(task.id):
            yield Found(
                f"The id `{task.id}` of a task holds {_which(task.id)}: Airflow refuses the file.",
                task.line,
                f"{dag.id}.{task.id}",
            )


_REFUSED = re.compile(r"[^\w.\-]")
"""Source: Airflow, `airflow.utils.helpers.validate_key`."""


def _which(name: str) -> str:
    found = _REFUSED.search(name)
    return "a blank" if found and found[0].isspace() else f"`{found[0] if found else ''}`"
