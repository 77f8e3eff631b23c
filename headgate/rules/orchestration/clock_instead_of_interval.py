"""A task asks the clock which day it works for."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import DagHandle
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from datetime import date
            from airflow.decorators import task

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                @task
                def load():
                    print("s3://lake/orders/" + date.today().isoformat())

                load()
            """,
            9,
            path="dags/orders.py",
        ),
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.python import PythonOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                def load():
                    print("s3://lake/orders/" + datetime.now().strftime("%Y-%m-%d"))

                PythonOperator(task_id="load", python_callable=load)
            """,
            7,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.decorators import task

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                @task
                def load(data_interval_start=None):
                    started = datetime.now()
                    print("s3://lake/orders/" + data_interval_start.isoformat(), datetime.now() - started)

                load()
            """,
            path="dags/orders.py",
        ),
    ),
)
def clock_instead_of_interval(module: AirflowModule) -> Iterator[Found]:
    """A task asks the clock which day it works for.

    ## Why it matters
    `date.today()` in a task gives the day on which it runs. When last week's run is cleared, or the scheduler
    is late over midnight, the task loads another day than its own, and the day it was for is missing.

    ## Instead
    The logical date: `data_interval_start` from the context, or `{{ ds }}` as an argument.

    ## When it stays silent
    For times that are measured or logged, in DAGs without a schedule, and in functions that no task runs.

    ## Fix
    None: whether today or the interval is meant, the file does not tell.
    """
    if not any(_scheduled(dag) for dag in module.dags):
        return
    for function in module.run_time_functions:
        for node in _own(function):
            told = _day(node, module)
            if told:
                yield Found(
                    f"`{function.name}` takes the day from the clock (`{told}`): a run that is repeated later "
                    "works for "
                    "another day.",
                    getattr(node, "lineno", function.lineno),
                    f"{function.name}:{told}",
                )


def _scheduled(dag: DagHandle) -> bool:
    given = [dag.arguments.get(name) for name in ("schedule", "schedule_interval") if name in dag.arguments]
    return any(one not in (None, "@once", "@continuous") for one in given)


def _own(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, ast.ClassDef):
            yield node
            waiting += ast.iter_child_nodes(node)


def _day(node: ast.AST, module: AirflowModule) -> str:
    """A call that gives today, or a part of it that a path or a query can hold; empty for other uses of the clock."""
    if not isinstance(node, ast.Call):
        return ""
    dotted = module.names.dotted(node.func) if module.names.known(node.func) else ""
    if dotted in ("datetime.date.today", "pendulum.today", "pendulum.yesterday"):
        return ast.unparse(node)[:80]
    inner = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr in ("date", "strftime") else None
    if not isinstance(inner, ast.Call) or module.names.dotted(inner.func) not in _NOW:
        return ""
    form = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
    # With hours in it, it is a stamp of when, not of which day.
    return "" if "%H" in str(form) or "%s" in str(form) else ast.unparse(node)[:80]


_NOW = ("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "pendulum.now")
