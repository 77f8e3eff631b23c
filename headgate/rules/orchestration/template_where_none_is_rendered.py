"""A template stands in an argument that Airflow does not render."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from headgate.facts.airflow.module import AirflowModule
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
                BashOperator(task_id="load", bash_command="load.sh {{ ds }}", pool="pool_{{ ds_nodash }}")
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
                BashOperator(task_id="load", bash_command="x {{ ds }}", env={"DAY": "{{ ds }}"}, doc_md="{{ ds }}")
            """,
            path="dags/orders.py",
        ),
    ),
)
def template_where_none_is_rendered(module: AirflowModule) -> Iterator[Found]:
    """A template stands in an argument that Airflow does not render.

    ## Why it matters
    Only an operator's `template_fields` are rendered. Elsewhere `{{ ds }}` stays as it is: a pool of that name
    does not exist, a file of that name is not found.

    ## Instead
    A field that is rendered (`bash_command`, `sql`, `op_kwargs`, …), or a subclass that adds the field to
    `template_fields`.

    ## When it stays silent
    For operators whose fields are not known here, and for texts and parameters that are kept for the reader.

    ## Fix
    None: which field should carry the value, the file does not tell.
    """
    for dag, task in module.tasks:
        name = task.operator.rsplit(".", 1)[-1]
        if not task.operator.startswith("airflow.") or not isinstance(task.call, ast.Call):
            continue
        for given in task.call.keywords:
            value = task.arguments.get(given.arg or "")
            if not isinstance(value, str) or "{{" not in value:
                continue
            known = _RENDERED.get(name)
            if given.arg in _NEVER or (known is not None and given.arg not in known and given.arg not in _FOR_READERS):
                yield Found(
                    f"`{given.arg}` of `{task.id}` holds a template, but {name} does not render that argument.",
                    given.value.lineno,
                    f"{dag.id}.{task.id}:{given.arg}",
                )


_NEVER = ("task_id", "pool", "queue", "trigger_rule", "owner", "email", "retries", "priority_weight", "poke_interval")
_FOR_READERS = ("doc", "doc_md", "doc_json", "doc_yaml", "doc_rst", "task_display_name", "params")
_PYTHON = ("templates_dict", "op_args", "op_kwargs")
_RENDERED: Mapping[str, tuple[str, ...]] = {
    "BashOperator": ("bash_command", "env", "cwd"),
    "PythonOperator": _PYTHON,
    "BranchPythonOperator": _PYTHON,
    "ShortCircuitOperator": _PYTHON,
    "FileSensor": ("filepath",),
    "EmailOperator": (
        *("to", "subject", "html_content", "files", "cc", "bcc", "from_email", "mime_subtype", "mime_charset"),
        *("conn_id", "custom_headers"),
    ),
    "SimpleHttpOperator": ("endpoint", "data", "headers"),
}
"""Source: Airflow's operators and providers, `template_fields` of all releases together."""
