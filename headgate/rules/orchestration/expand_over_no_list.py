"""A task is expanded over something that is no list."""

from __future__ import annotations

import ast
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
                BashOperator.partial(task_id="load").expand(bash_command="load.sh")
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
                BashOperator.partial(task_id="load").expand(bash_command=["orders.sh", "customers.sh"])
            """,
            path="dags/orders.py",
        ),
    ),
)
def expand_over_no_list(module: AirflowModule) -> Iterator[Found]:
    """A task is expanded over something that is no list.

    ## Why it matters
    `expand` makes a task for each item of a list, of a dictionary, or of another task's output. A number or a
    text it refuses while the file is parsed, and no DAG of the file is there.

    ## Instead
    `partial(path="x").expand(table=["a", "b"])`: what is the same for all goes into `partial`.

    ## When it stays silent
    For names and calls, whose value only a run tells.

    ## Fix
    None: whether a list is missing or `partial` is meant, the file does not tell.
    """
    for call in module.calls:
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "expand" or call.args:
            continue
        if not _is_task(call.func.value, module):
            continue
        for given in call.keywords:
            if isinstance(given.value, ast.Constant | ast.JoinedStr) and given.arg:
                yield Found(
                    f"`{given.arg}={ast.unparse(given.value)[:60]}` is no list: `expand` refuses it, and with it "
                    "the file.",
                    given.value.lineno,
                    f"expand:{given.arg}",
                )


def _is_task(node: ast.expr, module: AirflowModule) -> bool:
    """Whether `expand` is called on an operator's `partial` or on a TaskFlow function of the file."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    if module.names.dotted(node).startswith("airflow."):
        return True
    return isinstance(node, ast.Name) and any(one.name == node.id for one in module.run_time_functions)
