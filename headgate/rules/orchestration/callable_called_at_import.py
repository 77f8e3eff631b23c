"""A function is called where it should be handed over."""

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
            from airflow import DAG
            from airflow.operators.python import PythonOperator

            def load():
                print("orders")

            with DAG("orders", schedule="@daily"):
                PythonOperator(task_id="load", python_callable=load())
            """,
            8,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG
            from airflow.operators.python import PythonOperator

            def loader(table):
                def load():
                    print(table)
                return load

            with DAG("orders", schedule="@daily"):
                PythonOperator(task_id="load", python_callable=loader("orders"))
            """,
            path="dags/orders.py",
        ),
    ),
)
def callable_called_at_import(module: AirflowModule) -> Iterator[Found]:
    """A function is called where it should be handed over.

    ## Why it matters
    `python_callable=load()` runs `load` whenever the scheduler parses the file, and hands its result to the
    operator, which refuses what cannot be called.

    ## Instead
    `python_callable=load`, with its arguments in `op_kwargs`.

    ## When it stays silent
    Where the function returns a function, and for functions of other files.

    ## Fix
    None: its arguments would have to move to op_kwargs.
    """
    local = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    for call in module.calls:
        for given in call.keywords:
            value = given.value
            if given.arg not in _HANDED or not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
                continue
            function = local.get(value.func.id)
            if function is not None and not function.decorator_list and not _makes_functions(function):
                yield Found(
                    f"`{given.arg}={value.func.id}(…)` calls `{value.func.id}` at every parse of the file, and "
                    "hands over "
                    "its result.",
                    value.lineno,
                    f"{given.arg}:{value.func.id}",
                )


_HANDED = ("python_callable", "on_failure_callback", "on_success_callback", "on_retry_callback", "sla_miss_callback")


def _makes_functions(function: ast.FunctionDef) -> bool:
    """Whether it returns something that may be a function: anything but nothing, a literal, or a container."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            plain = isinstance(node.value, ast.Constant | ast.Dict | ast.List | ast.Tuple | ast.JoinedStr | ast.Compare)
            if not plain:
                return True
    return False
