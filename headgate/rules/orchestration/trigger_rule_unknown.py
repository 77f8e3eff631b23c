"""A trigger rule is none that Airflow knows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches

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
                BashOperator(task_id="load", bash_command="load.sh", trigger_rule="all_succes")
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
                BashOperator(task_id="load", bash_command="load.sh", trigger_rule="all_done")
            """,
            path="dags/orders.py",
        ),
    ),
)
def trigger_rule_unknown(module: AirflowModule) -> Iterator[Found]:
    """A trigger rule is none that Airflow knows.

    ## Why it matters
    Airflow checks the rule while it parses the file and refuses the whole file: no DAG of it is there.

    ## Instead
    One of `TriggerRule`: `all_success`, `all_done`, `none_failed`, `none_failed_min_one_success`,
    `one_success`, …

    ## When it stays silent
    For rules that only a run tells, and for the names of all releases from 1.10 to 3.

    ## Fix
    None: which rule is meant, the file does not tell.
    """
    for dag, task in module.tasks:
        rule_ = task.arguments.get("trigger_rule")
        if isinstance(rule_, str) and rule_ not in _RULES and task.operator.startswith("airflow."):
            near = get_close_matches(rule_, _RULES, 1, 0.6)
            hint = f"; `{near[0]}` is one" if near else ""
            own = task.call.keywords if isinstance(task.call, ast.Call) else []
            yield Found(
                f"`{task.id}` has the trigger rule `{rule_}`, which Airflow does not know{hint}: it refuses the file.",
                next((one.value.lineno for one in own if one.arg == "trigger_rule"), task.line),
                f"{dag.id}.{task.id}",
            )


_RULES = (
    *("all_success", "all_failed", "all_done", "all_done_setup_success", "all_done_min_one_success", "all_skipped"),
    *("always", "dummy", "one_success", "one_failed", "one_done", "none_failed", "none_failed_or_skipped"),
    *("none_failed_min_one_success", "none_skipped"),
)
"""Source: Airflow, `airflow.utils.trigger_rule` of the releases 1.10 to 3."""
