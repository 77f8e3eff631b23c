"""Tasks wait for each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import TaskHandle
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
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
        extract >> load >> check
        check >> extract
            """,
            5,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
        extract >> load >> check
        extract >> check
            """,
            path="dags/orders.py",
        ),
    ),
)
def dependency_cycle(module: AirflowModule) -> Iterator[Found]:
    """Tasks of a DAG wait for each other in a circle.

    ## Why it matters
    Airflow raises `AirflowDagCycleException` when it parses the file; the DAG is not scheduled any more.

    ## Instead
    Take out the dependency that leads back.

    ## When it stays silent
    Dependencies that are only made in exclusive arms of an `if`, and tasks whose number depends on run time.

    ## Fix
    None: which dependency is the wrong one is the author's choice.
    """
    for dag in module.dags:
        circle = _circle([task for task in dag.tasks if not task.dynamic and not task.arms])
        if circle:
            path = " >> ".join(task.id for task in (*circle, circle[0]))
            first = min(circle, key=lambda task: task.line)
            yield Found(
                f"DAG `{dag.id}` has a cycle, {path}; Airflow refuses the file with AirflowDagCycleException.",
                first.line,
                f"{dag.id}:" + ",".join(sorted(task.id for task in circle)),
            )


def _circle(tasks: list[TaskHandle]) -> list[TaskHandle]:
    """One circle in the order in which its tasks run; empty where there is none."""
    left = {task: {t for t in task.upstream if t in set(tasks)} for task in tasks}
    while free := [task for task, upstream in left.items() if not upstream]:
        for task in free:
            del left[task]
        for upstream in left.values():
            upstream.difference_update(free)
    if not left:
        return []
    walked = [next(iter(left))]
    while True:
        step = min(left[walked[-1]], key=lambda task: (task.line, task.id))
        if step in walked:
            return list(reversed(walked[walked.index(step) :]))
        walked.append(step)
