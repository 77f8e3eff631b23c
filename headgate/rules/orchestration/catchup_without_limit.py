"""A DAG catches up on a long past, many runs at once."""

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

            with DAG("orders", schedule="@hourly", start_date=datetime(2020, 1, 1), catchup=True):
                pass
            """,
            4,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="@hourly", start_date=datetime(2020, 1, 1), catchup=True, max_active_runs=1):
                pass
            """,
            path="dags/orders.py",
        ),
    ),
)
def catchup_without_limit(module: AirflowModule) -> Iterator[Found]:
    """A DAG catches up on a long past, many runs at once.

    ## Why it matters
    With `catchup=True` and an old start date Airflow makes a run for every interval since, and starts as many
    at once as `max_active_runs_per_dag` allows, 16 by default: databases and quotas that serve one run a day
    get all of them.

    ## Instead
    `max_active_runs=1`, or as many as what they call can bear.

    ## When it stays silent
    Where the limit is set, where runs wait for those before them, and for a past of less than 30 intervals from
    the last date that the file names.

    ## Fix
    None: how many runs at once are borne, the file does not tell.
    """
    for dag in module.dags:
        defaults = dag.arguments.get("default_args")
        given = defaults if isinstance(defaults, dict) else {}
        start = dag.arguments.get("start_date", given.get("start_date"))
        schedule = next(
            (dag.arguments[name] for name in ("schedule", "schedule_interval") if name in dag.arguments), None
        )
        if (
            dag.arguments.get("catchup") is not True
            or not isinstance(start, datetime)
            or "max_active_runs" in dag.arguments
        ):
            continue
        if given.get("depends_on_past") is True or not isinstance(schedule, str | timedelta) or schedule in _SELDOM:
            continue
        if start.year < _LONG_AGO and "end_date" not in dag.arguments and "end_date" not in given:
            yield Found(
                f"DAG `{dag.id}` catches up on everything since {start:%Y-%m-%d} and does not say how many runs "
                "at once.",
                dag.first_line,
                dag.id,
            )


_SELDOM = ("@once", "@yearly", "@annually", "@quarterly", "@monthly", "@continuous")
_LONG_AGO = 2024
