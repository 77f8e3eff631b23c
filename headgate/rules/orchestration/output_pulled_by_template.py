"""A template pulls another task's output, and nothing makes the two run in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_PULL = re.compile(r"^\{\{\s*(?:ti|task_instance)\.xcom_pull\((?P<arguments>[^{}]*)\)\s*\}\}$")
_IDS = re.compile(r"""^(?:task_ids?\s*=\s*)?[\[(]?\s*(['"])(?P<id>[\w.-]+)\1\s*,?\s*[\])]?$""")
_KEY = re.compile(r"""\bkey\s*=\s*(['"])return_value\1""")

_HEAD = """
    from airflow.operators.bash import BashOperator
    from airflow.operators.python import PythonOperator

    count = PythonOperator(task_id="count", python_callable=len)
"""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
    BashOperator(task_id="tell", bash_command="{{ ti.xcom_pull(task_ids='count') }}")
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
    BashOperator(task_id="tell", bash_command=count.output)
            """,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
    BashOperator(task_id="tell", bash_command="echo {{ ti.xcom_pull(task_ids='count', key='rows') }}")
            """,
            path="dags/orders.py",
        ),
    ),
)
def output_pulled_by_template(module: AirflowModule) -> Iterator[Found]:
    """An argument is nothing but a template that pulls the output of one task.

    ## Why it matters
    A template makes no dependency: unless somebody wires the two tasks, the second may run first, and the pull
    gives nothing. A misspelt task id is not noticed either.

    ## Instead
    Hand over `task.output`; it is the same value, and the dependency comes with it.

    ## When it stays silent
    For templates with other text around, other keys than `return_value`, and several tasks at once.

    ## Fix
    None: the variable of the task may stand in another scope.
    """
    for call in module.calls:
        dotted = module.names.dotted(call.func)
        if not (dotted.startswith("airflow.") and dotted.endswith(("Operator", "Sensor"))):
            continue
        for given in call.keywords:
            text = getattr(given.value, "value", None)
            pulled = _pulled(text) if isinstance(text, str) else ""
            if pulled:
                yield Found(
                    f"`{given.arg}` pulls the output of `{pulled}` by a template, which makes no dependency on it.",
                    given.value.lineno,
                    f"{given.arg}:{pulled}",
                )


def _pulled(text: str) -> str:
    """The one task whose return value the whole of `text` pulls; empty for anything else."""
    match = _PULL.match(text.strip())
    if match is None or len(text) > 500:
        return ""
    arguments = match["arguments"].strip()
    arguments = _KEY.sub("", arguments).strip().strip(",").strip()
    ids = _IDS.match(arguments)
    return ids["id"] if ids is not None else ""
