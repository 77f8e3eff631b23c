"""An argument of a DAG or task is the time, or a random value, of parsing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_CHANGING = {
    "datetime.datetime": {"now", "utcnow", "today"},
    "datetime.date": {"today"},
    "datetime": {"now", "utcnow", "today"},
    "pendulum": {"now", "today", "yesterday", "tomorrow"},
    "time": {"time", "time_ns", "monotonic"},
    "uuid": {"uuid1", "uuid4"},
    "random": {"random", "randint", "choice", "choices", "uniform", "sample", "randrange", "getrandbits"},
    "secrets": {"token_hex", "token_urlsafe", "token_bytes", "choice", "randbelow"},
    "airflow.utils.timezone": {"utcnow"},
    "airflow.utils.dates": {"days_ago"},
}
_MAKERS = ("DAG", "dag", "task", "task_group", "TaskGroup")


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG

            with DAG("orders", schedule="@daily", start_date=datetime.now() - timedelta(days=1)):
                pass
            """,
            4,
            path="dags/orders.py",
        ),
        fires(
            """
            from datetime import date, datetime
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1)):
                BashOperator(task_id="load", bash_command=f"load.sh --date {date.today()}")
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG(
                "orders",
                schedule="@daily",
                start_date=datetime(2024, 1, 1),
                on_failure_callback=lambda context: print(datetime.now()),
            ):
                BashOperator(task_id="load", bash_command="load.sh --date {{ ds }}")
            """,
            path="dags/orders.py",
        ),
    ),
)
def argument_changes_at_every_parse(module: AirflowModule) -> Iterator[Found]:
    """An argument of a DAG or task is the clock, or chance, at the time of parsing.

    ## Why it matters
    The file is parsed again and again, on the scheduler and on every worker. A `start_date` that moves keeps the
    first interval from ever ending or shifts it; a command that holds today's date gives another result when a run
    of last week is cleared; and each new value makes a new version of the DAG in Airflow 3.

    ## Instead
    A fixed `start_date=datetime(2024, 1, 1)`; in tasks the logical date, `{{ ds }}` or `data_interval_start`.

    ## When it stays silent
    In lambdas and in functions that tasks run.

    ## Fix
    None: which fixed date is meant, the file does not tell.
    """
    for call in module.calls:
        if not _makes(call, module):
            continue
        for given in call.keywords:
            changing = _changing(given.value, module)
            if changing is None:
                continue
            start = given.arg == "start_date" or (given.arg == "default_args" and _in_start(given.value, changing))
            yield Found(
                f"`{given.arg or '**'}` holds `{ast.unparse(changing)}`, another value at every parse of this file; "
                + (
                    "the start date moves on with the clock, and so do the intervals of the DAG."
                    if start
                    else "a run that is repeated gets the time of parsing, not its logical date."
                ),
                changing.lineno,
                f"{given.arg}:{ast.unparse(changing)}",
                level=Level.WARNING if start or _is_command(given.arg) else None,
            )


def _makes(call: ast.Call, module: AirflowModule) -> bool:
    dotted = module.names.dotted(call.func)
    last = dotted.rsplit(".", 1)[-1]
    if not dotted.startswith(("airflow.", "cosmos.")):
        return False
    return last in _MAKERS or last.endswith(("Operator", "Sensor")) or "task" in dotted.split(".")


def _changing(node: ast.expr, module: AirflowModule) -> ast.Call | None:
    """A call in `node` that gives another value each time; lambdas are not looked into."""
    waiting: list[ast.AST] = [node]
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, ast.Lambda):
            continue
        if isinstance(part, ast.Call):
            holder, _, name = module.names.dotted(part.func).rpartition(".")
            if name in _CHANGING.get(holder, ()) and module.names.known(part.func):
                return part
        waiting += list(ast.iter_child_nodes(part))
    return None


def _in_start(node: ast.expr, call: ast.Call) -> bool:
    for part in ast.walk(node):
        if isinstance(part, ast.Dict):
            for key, value in zip(part.keys, part.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "start_date" and call in ast.walk(value):
                    return True
    return False


def _is_command(name: str | None) -> bool:
    return name in ("bash_command", "sql", "application_args", "arguments", "op_args", "op_kwargs", "parameters")
