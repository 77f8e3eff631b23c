"""A remote system is called while the scheduler parses the file."""

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
            import requests
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            tables = requests.get("https://example.org/tables", timeout=5).json()

            with DAG("orders", schedule="@daily"):
                for name in tables:
                    BashOperator(task_id=name, bash_command="load.sh")
            """,
            5,
            path="dags/orders.py",
        ),
        silent(
            """
            import requests
            from airflow.decorators import dag, task

            @task
            def tables():
                return requests.get("https://example.org/tables", timeout=5).json()

            @dag(schedule="@daily")
            def orders():
                tables()

            orders()
            """,
            path="dags/orders.py",
        ),
    ),
)
def remote_call_at_import(module: AirflowModule) -> Iterator[Found]:
    """A remote system is called while the scheduler parses the file.

    ## Why it matters
    The scheduler parses every file again and again, and each worker does once for a task: the system is called
    thousands of times a day, and when it does not answer, the DAGs of the file vanish.

    ## Instead
    Call it in a task; where the DAG's shape depends on the answer, map tasks over it with `expand`, or read a
    file that another process writes.

    ## When it stays silent
    Inside tasks, callables and methods, below `if __name__ == "__main__"`, and in files that make no DAG.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if not module.dags:
        return
    for node in module.import_time:
        if not isinstance(node, ast.Call) or not module.names.known(_root(node.func)):
            continue
        dotted = module.names.dotted(node.func)
        hook = isinstance(node.func, ast.Attribute) and node.func.attr in _HOOK and _is_hook(node.func.value, module)
        if dotted.startswith(_CALLS) or hook:
            yield Found(
                f"`{ast.unparse(node.func)}` is called whenever the scheduler parses this file; when it does not "
                "answer, its DAGs vanish.",
                node.lineno,
                ast.unparse(node.func),
            )


_CALLS = (
    "requests.get", "requests.post", "requests.request", "httpx.get", "httpx.post", "urllib.request.urlopen",
    "psycopg2.connect", "pymysql.connect", "snowflake.connector.connect", "pandas.read_sql", "pandas.read_gbq",
    "pandas.read_parquet", "mysql.connector.connect", "pyodbc.connect",
)  # fmt: skip
_HOOK = ("get_records", "get_first", "get_pandas_df", "run", "get_conn", "read_key", "list_keys", "download")


def _root(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def _is_hook(node: ast.expr, module: AirflowModule) -> bool:
    made = module.names.class_of(node)
    return made.startswith("airflow.") and made.endswith("Hook")
