"""An operator is made without a task id."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    with DAG("orders", schedule="@daily"):
        BashOperator(GIVEN)
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("GIVEN", 'bash_command="load.sh"'), 5, path="dags/orders.py"),
        silent(_DAG.replace("GIVEN", 'task_id="load", bash_command="load.sh"'), path="dags/orders.py"),
        silent(_DAG.replace("GIVEN", '**given, bash_command="load.sh"'), path="dags/orders.py"),
    ),
)
def task_without_id(module: AirflowModule) -> Iterator[Found]:
    """An operator is made without a task id.

    ## Why it matters
    Airflow refuses it when the file is parsed (`missing keyword argument 'task_id'`), and the DAG vanishes.

    ## Instead
    A `task_id` that is unique in the DAG.

    ## When it stays silent
    Where arguments come by `**` or by position, and for classes that are not Airflow's.

    ## Fix
    None: the id is the author's choice.
    """
    for call in module.calls:
        dotted = module.names.dotted(call.func)
        last = dotted.rsplit(".", 1)[-1]
        if not dotted.startswith("airflow.") or not last.endswith(("Operator", "Sensor")) or last.startswith("Base"):
            continue
        named = {given.arg for given in call.keywords}
        if not call.keywords or call.args or None in named or "task_id" in named or _inside(module, call):
            continue
        yield Found(
            f"{last} is given no `task_id`: Airflow refuses it when it parses the file, and the DAG is missing.",
            call.lineno,
            f"{last}:{ast.unparse(call)[:60]}",
        )


def _inside(module: AirflowModule, call: ast.Call) -> bool:
    """Whether an operator makes it for itself, and runs it within its own task."""
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name in ("execute", "poke")
        and node.lineno <= call.lineno <= (node.end_lineno or node.lineno)
        for node in ast.walk(module.tree)
    )
