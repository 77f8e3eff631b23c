"""A function makes a DAG, and nobody calls it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from datetime import datetime
    from airflow.decorators import dag, task

    @dag(schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False)
    def orders():
        @task
        def load():
            print("load")

        load()

    CALL
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("CALL", ""), 5, path="dags/orders.py"),
        silent(_DAG.replace("CALL", "orders()"), path="dags/orders.py"),
        silent(_DAG.replace("CALL", "__all__ = ['orders']"), path="dags/orders.py"),
    ),
)
def dag_function_not_called(module: AirflowModule) -> Iterator[Found]:
    """A function makes a DAG, and nobody calls it.

    ## Why it matters
    `@dag` makes a recipe. Only the call makes the DAG that the scheduler finds; without it the DAG is missing, and no
    error says so.

    ## Instead
    Call it at the end of the file.

    ## When it stays silent
    Where the file speaks of the name in any other way, or as a text, and for functions inside of others.

    ## Fix
    None: the function may take arguments.
    """
    used: set[object] = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    texts = _names(module)
    used |= {node.value for node in ast.walk(module.tree) if isinstance(node, ast.Constant) and node.value in texts}
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and _makes_dag(module, node) and node.name not in used:
            yield Found(
                f"`{node.name}` is never called: `@dag` alone makes no DAG, so that it is missing in the scheduler.",
                node.lineno,
                node.name,
            )


def _names(module: AirflowModule) -> set[object]:
    return {node.name for node in module.tree.body if isinstance(node, ast.FunctionDef)}


def _makes_dag(module: AirflowModule, node: ast.FunctionDef) -> bool:
    dotted = (module.names.dotted(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list)
    return any(name in ("airflow.decorators.dag", "airflow.sdk.dag", "airflow.decorators.dag.dag") for name in dotted)
