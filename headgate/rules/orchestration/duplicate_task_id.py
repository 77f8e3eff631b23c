"""Two tasks of one DAG have the same id."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
    with DAG("orders", schedule="@daily"):
        load = BashOperator(task_id="load", bash_command="load.sh orders")
        check = BashOperator(task_id="load", bash_command="check.sh orders")
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
    import os

    with DAG("orders", schedule="@daily"):
        if os.environ["STAGE"] == "prod":
            load = BashOperator(task_id="load", bash_command="load.sh orders")
        else:
            load = BashOperator(task_id="load", bash_command="load.sh orders --dry-run")
    """,
            path="dags/orders.py",
        ),
    ),
)
def duplicate_task_id(module: AirflowModule) -> Iterator[Found]:
    """A task takes an id that another task of the same DAG has already.

    ## Why it matters
    Airflow raises `DuplicateTaskIdFound` when it parses the file, and none of the DAGs in it is scheduled any more.

    ## Instead
    Give each task an id of its own, or put the tasks into task groups, which prefix their ids.

    ## When it stays silent
    Ids that depend on run time, tasks in different groups, and tasks in arms of an `if` that exclude each other.

    ## Fix
    None: which of the two to rename is the author's choice.
    """
    for dag in module.dags:
        for at, task in enumerate(dag.tasks):
            if task.dynamic:
                continue
            twins = (t for t in dag.tasks[:at] if t.id == task.id and not t.dynamic and not t.exclusive_with(task))
            first = next(twins, None)
            if first is not None and not dag.dynamic:
                yield Found(
                    f"Task id `{task.id}` is already taken in DAG `{dag.id}` by the task at line {first.line}; "
                    "Airflow raises DuplicateTaskIdFound and schedules nothing of this file.",
                    task.line,
                    f"{dag.id}.{task.id}",
                    related=(Location(module.path, first.line),),
                )
