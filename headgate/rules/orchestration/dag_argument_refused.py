"""A DAG is given an argument that DAGs do not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from datetime import datetime
    from airflow import DAG

    with DAG(
        "orders",
        schedule="@daily",
        start_date=datetime(2024, 1, 1),
        NAME="Loads the orders.",
    ):
        pass
"""
DAG_ARGUMENTS = frozenset(
    (
        *("dag_id", "description", "schedule", "schedule_interval", "timetable", "start_date", "end_date"),
        *("full_filepath", "template_searchpath", "template_undefined", "user_defined_macros"),
        *("user_defined_filters", "default_args", "concurrency", "max_active_tasks", "max_active_runs"),
        *("max_consecutive_failed_dag_runs", "dagrun_timeout", "sla_miss_callback", "default_view", "orientation"),
        *("catchup", "on_success_callback", "on_failure_callback", "doc_md", "params", "access_control"),
        *("is_paused_upon_creation", "jinja_environment_kwargs", "render_template_as_native_obj", "tags"),
        *("owner_links", "auto_register", "fail_stop", "fail_fast", "dag_display_name", "deadline"),
        *("disable_bundle_versioning", "dag_run_queue", "allowed_run_types", "rerun_with_latest_version", "is_subdag"),
        *("partial", "default_args_validator", "bundle_name", "parent_dag", "fileloc"),
    )
)
"""Source: Airflow's API reference, `airflow.models.dag.DAG` and `airflow.sdk.DAG`, releases 1.10 to 3."""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("NAME", "docs_md"), 8, path="dags/orders.py"),
        silent(_DAG.replace("NAME", "doc_md"), path="dags/orders.py"),
        silent(_DAG.replace("airflow import DAG", "shop.airflow import DAG"), path="dags/orders.py"),
    ),
)
def dag_argument_refused(module: AirflowModule) -> Iterator[Found]:
    """A DAG is given an argument that DAGs do not have.

    ## Why it matters
    `DAG(…)` ends in a TypeError when the file is parsed, and the DAG vanishes.

    ## Instead
    The argument as the API reference spells it; a time zone belongs to `start_date`, retries to `default_args`.

    ## When it stays silent
    For subclasses and factories of DAGs, which may take more.

    ## Fix
    None: the nearest argument need not be the one that is meant.
    """
    for dag in module.dags:
        decorators = [] if isinstance(dag.call, ast.Call) else dag.call.decorator_list
        for call in (dag.call, *decorators):
            if not isinstance(call, ast.Call) or module.names.dotted(call.func) not in _MADE_BY:
                continue
            for given in call.keywords:
                if given.arg and given.arg not in DAG_ARGUMENTS:
                    near = get_close_matches(given.arg, sorted(DAG_ARGUMENTS), 1, 0.75)
                    hint = f"; `{near[0]}` is one" if near else ""
                    yield Found(
                        f"A DAG has no argument `{given.arg}`{hint}: parsing this file ends in a TypeError, and the "
                        "DAG is missing.",
                        given.value.lineno,
                        f"{dag.id}.{given.arg}",
                    )


_MADE_BY = (
    *("airflow.DAG", "airflow.models.DAG", "airflow.models.dag.DAG", "airflow.sdk.DAG", "airflow.sdk.dag"),
    *("airflow.decorators.dag", "airflow.decorators.dag.dag"),
)
