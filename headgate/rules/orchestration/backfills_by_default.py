"""A DAG does not say whether it catches up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="@daily", start_date=datetime(2020, 1, 1)):
                pass
            """,
            4,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="@daily", start_date=datetime(2020, 1, 1), catchup=False):
                pass
            """,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule=None, start_date=datetime(2020, 1, 1)):
                pass
            """,
            path="dags/orders.py",
        ),
    ),
)
def backfills_by_default(module: AirflowModule) -> Iterator[Found]:
    """A DAG does not say whether it catches up.

    ## Why it matters
    Airflow 2 runs every interval since `start_date` as soon as the DAG is switched on, all at once; Airflow 3
    runs the last one only. One file does two things.

    ## Instead
    `catchup=False`, or `catchup=True` where the past is wanted.

    ## When it stays silent
    Where `catchup` is given, and without a schedule or a literal start date.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for dag in module.dags:
        schedule = next((dag.arguments[name] for name in _SCHEDULES if name in dag.arguments), None)
        defaults = dag.arguments.get("default_args")
        inherited = defaults.get("start_date") if isinstance(defaults, dict) else None
        start = dag.arguments.get("start_date", inherited)
        if "catchup" in dag.arguments or not isinstance(schedule, str | timedelta) or schedule == "@once":
            continue
        if isinstance(start, datetime):
            yield Found(
                f"DAG `{dag.id}` does not say whether it catches up: Airflow 2 runs every interval since "
                f"{start:%Y-%m-%d}, Airflow 3 only the last.",
                dag.first_line,
                dag.id,
            )


_SCHEDULES = ("schedule", "schedule_interval")
