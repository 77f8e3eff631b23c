"""A task pulls the output of another one that is not sure to have run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import DagHandle, TaskHandle
from headgate.facts.python.values import strings_in
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    with DAG("orders", schedule="@daily"):
        count = BashOperator(task_id="count", bash_command="count.sh")
        load = BashOperator(task_id="load", bash_command="load.sh")
        tell = BashOperator(task_id="tell", bash_command="tell.sh {{ ti.xcom_pull(task_ids='NAME') }}")
        load >> [AFTER]
"""
_PULL = re.compile(r"""xcom_pull\(\s*(?:task_ids?\s*=\s*)?\[?\s*(['"])([\w.-]{1,200})\1""")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("NAME", "count").replace("AFTER", "count, tell"), 7, path="dags/orders.py"),
        fires(_DAG.replace("NAME", "counted").replace("AFTER", "count, tell"), 7, path="dags/orders.py"),
        silent(_DAG.replace("NAME", "count").replace("AFTER", "count") + "    count >> tell\n", path="dags/orders.py"),
        silent(_DAG.replace("NAME", "load").replace("AFTER", "count >> tell"), path="dags/orders.py"),
    ),
)
def output_pulled_too_early(module: AirflowModule) -> Iterator[Found]:
    """A task pulls the output of another one that is not sure to have run.

    ## Why it matters
    `xcom_pull` makes no dependency. Where nothing orders the two tasks, the pull gives None whenever the second one is
    faster, and always where the DAG has no task of that id.

    ## Instead
    Wire the two (`count >> tell`), or hand over `count.output`, which does.

    ## When it stays silent
    Where some path leads from the one task to the other, and where tasks are made at run time or in other files.

    ## Fix
    None: where in the order the task belongs, the file does not tell.
    """
    for dag in module.dags:
        if not dag.complete or any(task.dynamic for task in dag.tasks):
            continue
        by_id = {task.id: task for task in dag.tasks}
        for task in dag.tasks:
            earlier = _before(task)
            for pulled, line in _pulls(task):
                other = by_id.get(pulled) or _in_group(dag, pulled)
                if other is None:
                    yield Found(
                        f"`{task.id}` pulls the output of `{pulled}`, and DAG `{dag.id}` has no such task: it gets "
                        "None.",
                        line,
                        f"{dag.id}.{task.id}<-{pulled}",
                    )
                elif other is not task and other not in earlier:
                    yield Found(
                        f"`{task.id}` pulls the output of `{pulled}` without depending on it: no order is set between "
                        "the two, and it gets None where it is the faster one.",
                        line,
                        f"{dag.id}.{task.id}<-{pulled}",
                    )


def _before(task: TaskHandle) -> set[TaskHandle]:
    found: set[TaskHandle] = set()
    waiting = list(task.upstream)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += one.upstream
    return found


def _in_group(dag: DagHandle, pulled: str) -> TaskHandle | None:
    """A task of that name in a group, which the id leaves out though Airflow does not: not this rule's fault."""
    return next((one for one in dag.tasks if one.id.endswith(f".{pulled}")), None)


def _pulls(task: TaskHandle) -> Iterator[tuple[str, int]]:
    """Ids of tasks whose outputs the task pulls, in templates of its own, and the line of the argument."""
    written = {one.arg: one.value.lineno for one in task.call.keywords} if isinstance(task.call, ast.Call) else {}
    for argument, value in task.arguments.items():
        if argument not in written:
            continue
        for text in strings_in(value):
            if "include_prior_dates" in text or "dag_id" in text:
                continue
            for _, name in _PULL.findall(text[:20_000]):
                yield name, written[argument]
