"""A template asks for a variable that Airflow does not give."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import TaskHandle
from headgate.facts.python.values import strings_in
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                BashOperator(task_id="load", bash_command="load.sh {{ ds_no_dash }}")
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
                BashOperator(task_id="load", bash_command="load.sh {{ ds_nodash }} {{ shop_name }}")
            """,
            path="dags/orders.py",
        ),
    ),
)
def unknown_template_variable(module: AirflowModule) -> Iterator[Found]:
    """A template asks for a variable that Airflow does not give.

    ## Why it matters
    Jinja renders an unknown name as nothing: `load.sh {{ ds_no_dash }}` runs as `load.sh`, and loads whatever
    that means.

    ## Instead
    The name as Airflow's "Templates reference" spells it.

    ## When it stays silent
    For names that are like none of Airflow's, which may be macros of the DAG's own, and for those that a
    template sets itself.

    ## Fix
    None: the nearest name need not be the one that is meant.
    """
    for dag, task in module.tasks:
        own = set(_names_of(dag.arguments.get("user_defined_macros")))
        written = {one.arg: one.value for one in task.call.keywords} if isinstance(task.call, ast.Call) else {}
        for argument, value in task.arguments.items():
            if (
                not task.operator.startswith("airflow.")
                or isinstance(written.get(argument), ast.Call)
                or argument not in written
            ):
                continue
            for text in strings_in(value):
                for name in list(dict.fromkeys(_EXPRESSION.findall(text)))[:_MOST]:
                    near = get_close_matches(name, _KNOWN, 1, 0.8)
                    if (
                        name in (*_KNOWN, *_JINJA)
                        or name in own
                        or not near
                        or re.search(rf"\\b(?:set|for)\\s+{name}\\b", text)
                    ):
                        continue
                    yield Found(
                        f"`{argument}` of `{task.id}` asks for `{name}`, which Airflow renders as nothing; `{near[0]}` "
                        "is what it gives.",
                        _line(task, argument),
                        f"{dag.id}.{task.id}:{name}",
                    )


_MOST = 50
_EXPRESSION = re.compile(r"\{\{-?\s*([A-Za-z_]\w*)")
_KNOWN = (
    *("data_interval_start", "data_interval_end", "logical_date", "ds", "ds_nodash", "ts", "ts_nodash"),
    *("ts_nodash_with_tz", "prev_data_interval_start_success", "prev_data_interval_end_success"),
    *("prev_start_date_success", "prev_end_date_success", "inlets", "inlet_events", "outlets", "outlet_events"),
    *("dag", "task", "macros", "task_instance", "ti", "params", "var", "conn", "task_instance_key_str", "run_id"),
    *("dag_run", "test_mode", "map_index_template", "expanded_ti_count", "triggering_dataset_events"),
    *("triggering_asset_events", "conf", "execution_date", "next_execution_date", "next_ds", "next_ds_nodash"),
    *("prev_execution_date", "prev_execution_date_success", "prev_ds", "prev_ds_nodash", "yesterday_ds"),
    *("yesterday_ds_nodash", "tomorrow_ds", "tomorrow_ds_nodash", "templates_dict", "exception", "try_number"),
    *("end_date", "latest_date"),
)
"""Source: Airflow, "Templates reference" of the releases 1.10 to 3."""
_JINJA = ("range", "dict", "lipsum", "cycler", "joiner", "namespace", "loop", "true", "false", "none", "self")


def _names_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (name for name in value if isinstance(name, str))
    elif value is not None:
        yield from _KNOWN


def _line(task: TaskHandle, argument: str) -> int:
    call = task.call.keywords if isinstance(task.call, ast.Call) else []
    return next((one.value.lineno for one in call if one.arg == argument), task.line)
