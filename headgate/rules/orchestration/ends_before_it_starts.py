"""A DAG ends before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 6, 1), end_date=datetime(2024, 5, 1)):
                pass
            """,
            4,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 6, 1), end_date=datetime(2025, 5, 1)):
                pass
            """,
            path="dags/orders.py",
        ),
    ),
)
def ends_before_it_starts(module: AirflowModule) -> Iterator[Found]:
    """A DAG ends before it starts.

    ## Why it matters
    Runs are made from `start_date` to `end_date`. Where the one is not before the other, no run is ever made,
    and nothing says so.

    ## Instead
    An `end_date` after the start, or none.

    ## When it stays silent
    Where one of the two is not a literal date.

    ## Fix
    None: which date is wrong, the file does not tell.
    """
    for dag in module.dags:
        defaults = dag.arguments.get("default_args")
        given = (defaults if isinstance(defaults, dict) else {}) | dag.arguments
        start, end = given.get("start_date"), given.get("end_date")
        if (
            isinstance(start, datetime)
            and isinstance(end, datetime)
            and end.replace(tzinfo=None) < start.replace(tzinfo=None)
        ):
            yield Found(
                f"DAG `{dag.id}` ends on {end:%Y-%m-%d}, before it starts on {start:%Y-%m-%d}: it never runs.",
                dag.first_line,
                dag.id,
            )
