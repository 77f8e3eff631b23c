"""One task stands apart in a DAG whose other tasks are wired."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import DagHandle, TaskHandle
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    with DAG("orders", schedule="@daily"):
        extract = BashOperator(task_id="extract", bash_command="extract.sh")
        load = BashOperator(task_id="load", bash_command="load.sh")
        check = BashOperator(task_id="check", bash_command="check.sh")
"""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
        extract >> load
            """,
            7,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
        extract >> load >> check
            """,
            path="dags/orders.py",
        ),
        silent(_HEAD, path="dags/orders.py"),
    ),
)
def task_without_dependencies(module: AirflowModule) -> Iterator[Found]:
    """A task waits for nothing and nothing waits for it, while the other tasks of its DAG are wired.

    ## Why it matters
    It runs at once, beside the others: when it reads what they make, it reads yesterday's.

    ## Instead
    Wire it, or move it into a DAG of its own.

    ## When it stays silent
    Where no task of the DAG is wired, where more than a third stand apart, where tasks depend on run time or on
    functions of other files.

    ## Fix
    None: what it should wait for, the file does not tell.
    """
    for dag in module.dags:
        alone = _alone(dag)
        wired = len(dag.tasks) - len(alone)
        if not alone or wired < 2 or len(alone) * 2 > wired:
            continue
        for task in alone:
            yield Found(
                f"`{task.id}` has no dependencies, while {wired} other tasks of DAG `{dag.id}` are wired: "
                "it runs at once, whatever the others do.",
                task.line,
                f"{dag.id}.{task.id}",
            )


def _alone(dag: DagHandle) -> list[TaskHandle]:
    if not dag.complete or any(task.dynamic for task in dag.tasks):
        return []
    waited_for = {earlier for task in dag.tasks for earlier in task.upstream}
    return [task for task in dag.tasks if not task.upstream and task not in waited_for]
