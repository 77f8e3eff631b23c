"""Tasks made in a loop all work on its last value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

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
            from airflow.operators.python import PythonOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                for table in ("orders", "customers"):
                    PythonOperator(task_id=f"load_{table}", python_callable=lambda: print(table))
            """,
            7,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.python import PythonOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                for table in ("orders", "customers"):
                    PythonOperator(task_id=f"load_{table}", python_callable=lambda table=table: print(table))
                    PythonOperator(task_id=f"show_{table}", python_callable=print, op_args=[table])
            """,
            path="dags/orders.py",
        ),
    ),
)
def loop_variable_bound_late(module: AirflowModule) -> Iterator[Found]:
    """Tasks made in a loop all work on its last value.

    ## Why it matters
    A lambda or a function that is defined in a loop looks its variable up when it is called, and that is after
    the loop: each of the tasks handles the last item, and the others are never loaded.

    ## Instead
    `op_kwargs={"table": table}`, `functools.partial`, or a default argument: `lambda table=table: load(table)`.

    ## When it stays silent
    Where the value is bound as a default or handed over as an argument, and where the loop runs over one item.

    ## Fix
    None: a default argument is one way of three.
    """
    for loop in ast.walk(module.tree):
        if not isinstance(loop, ast.For):
            continue
        if _once(loop, module):
            continue
        names = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        inner = {node.name: node for node in ast.walk(loop) if isinstance(node, ast.FunctionDef)}
        for call in (node for node in ast.walk(loop) if isinstance(node, ast.Call)):
            if not any(one.arg == "task_id" for one in call.keywords):
                continue
            for given in call.keywords:
                handed = given.value
                function = inner.get(handed.id) if isinstance(handed, ast.Name) else handed
                late = _free(function) & names if given.arg in _RUN_LATER and function is not None else set()
                if late:
                    yield Found(
                        f"`{given.arg}` looks `{sorted(late)[0]}` up when the task runs, after the loop: every "
                        "task gets "
                        "its last value.",
                        handed.lineno,
                        f"{given.arg}:{sorted(late)[0]}",
                    )


_RUN_LATER = (
    "python_callable",
    "on_failure_callback",
    "on_success_callback",
    "on_retry_callback",
    "execution_date_fn",
    "response_check",
    "response_filter",
)


def _once(loop: ast.For, module: AirflowModule) -> bool:
    """Whether the loop runs over a literal list of one item."""
    over = loop.iter
    if isinstance(over, ast.Name):
        bound = [
            n.value for n in module.tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == over.id
        ]
        over = bound[0] if len(bound) == 1 else over
    return isinstance(over, ast.List | ast.Tuple) and len(over.elts) < 2


def _free(function: ast.AST) -> set[str]:
    """Names that a function or lambda reads and does not bind itself."""
    if not isinstance(function, ast.Lambda | ast.FunctionDef):
        return set()
    spec = function.args
    bound = {one.arg for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}
    bound |= {one.arg for one in (spec.vararg, spec.kwarg) if one is not None}
    body = [function.body] if isinstance(function, ast.Lambda) else function.body
    read: set[str] = set()
    for node in (inner for part in body for inner in ast.walk(part)):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
    return read - bound
