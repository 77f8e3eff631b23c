"""Variables and connections are read while the scheduler parses the file."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_READS = {
    "Variable.get": "a query to the metadata database",
    "BaseHook.get_connection": "a query to the metadata database",
    "Connection.get_connection_from_secrets": "a query to the metadata database",
}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow import DAG
            from airflow.models import Variable
            from airflow.operators.bash import BashOperator

            bucket = Variable.get("bucket")

            with DAG("orders", schedule="@daily"):
                BashOperator(task_id="copy", bash_command=f"aws s3 sync {bucket} .")
            """,
            5,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG
            from airflow.models import Variable
            from airflow.decorators import task
            from airflow.operators.bash import BashOperator

            @task
            def copy():
                print(Variable.get("bucket"))

            with DAG("orders", schedule="@daily"):
                copy()
                BashOperator(task_id="sync", bash_command="aws s3 sync {{ var.value.bucket }} .")
            """,
            path="dags/orders.py",
        ),
    ),
)
def variable_read_at_import(module: AirflowModule) -> Iterator[Found]:
    """A variable or connection is read whenever the scheduler parses the file.

    ## Why it matters
    The scheduler parses every file again and again, by default each 30 seconds: each round asks the metadata
    database or the secrets backend, and when that does not answer, the DAGs of the file vanish.

    ## Instead
    Use the template `{{ var.value.name }}`, or read it inside the task.

    ## When it stays silent
    Inside tasks, callables and methods of operators, below `if __name__ == "__main__"`, and in files that make no DAG.

    ## Fix
    None: whether the argument is templated depends on the operator.
    """
    if not _makes_dags(module):
        return
    for node in module.import_time:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            dotted = module.names.dotted(node.func)
            read = _READS.get(".".join(dotted.split(".")[-2:]))
            if read and dotted.startswith("airflow."):
                yield Found(
                    f"`{ast.unparse(node)[:80]}` runs whenever the scheduler parses this file: {read} each time.",
                    node.lineno,
                    ast.unparse(node)[:80],
                )


def _makes_dags(module: AirflowModule) -> bool:
    names = {dotted.rsplit(".", 1)[-1] for dotted in module.names.imported if dotted.startswith("airflow")}
    return bool(module.dags) or bool(names & {"DAG", "dag"})
