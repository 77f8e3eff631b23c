"""The task behind a branch is skipped on every run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import TaskHandle
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.bash import BashOperator
            from airflow.operators.python import BranchPythonOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                def choose():
                    if datetime.now().day == 1:
                        return "full"
                    return "part"

                branch = BranchPythonOperator(task_id="branch", python_callable=choose)
                full = BashOperator(task_id="full", bash_command="full.sh")
                part = BashOperator(task_id="part", bash_command="part.sh")
                report = BashOperator(task_id="report", bash_command="report.sh")
                branch >> [full, part] >> report
            """,
            15,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.operators.bash import BashOperator
            from airflow.operators.python import BranchPythonOperator

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                def choose():
                    if datetime.now().day == 1:
                        return "full"
                    return "part"

                branch = BranchPythonOperator(task_id="branch", python_callable=choose)
                full = BashOperator(task_id="full", bash_command="full.sh")
                part = BashOperator(task_id="part", bash_command="part.sh")
                report = BashOperator(task_id="report", bash_command="r.sh", trigger_rule="none_failed_min_one_success")
                branch >> [full, part] >> report
            """,
            path="dags/orders.py",
        ),
    ),
)
def join_skipped_by_branch(module: AirflowModule) -> Iterator[Found]:
    """The task behind a branch is skipped on every run.

    ## Why it matters
    A branch skips the arms that it does not choose. A task that waits for several arms with the default
    `all_success` is skipped along with them: whatever the branch chooses, one of them was skipped.

    ## Instead
    `trigger_rule="none_failed_min_one_success"` on the task where the arms meet.

    ## When it stays silent
    Where the task has a trigger rule, where it is chosen by the branch itself, where tasks between carry one,
    and where the branch may choose several arms at once or what it chooses is not told.

    ## Fix
    None: whether the task should run when an arm fails, the file does not tell.
    """
    for dag in module.dags:
        defaults = dag.arguments.get("default_args")
        if isinstance(defaults, dict) and "trigger_rule" in defaults:
            continue
        for branch in dag.tasks:
            arms = [task for task in dag.tasks if branch in task.upstream]
            if len(arms) < 2 or not _chooses_one(branch, module):
                continue
            for task in dag.tasks:
                met = [arm for arm in arms if arm in task.upstream and not _ruled(arm)]
                if len(met) > 1 and task not in arms and not _ruled(task):
                    yield Found(
                        f"`{task.id}` waits for `{met[0].id}` and `{met[1].id}`, of which `{branch.id}` skips "
                        "one: with the "
                        "default trigger rule it is always skipped.",
                        task.line,
                        f"{dag.id}.{task.id}",
                    )


def _ruled(task: TaskHandle) -> bool:
    return "trigger_rule" in task.arguments or task.dynamic


def _chooses_one(branch: TaskHandle, module: AirflowModule) -> bool:
    """Whether each return of the branch's function names one task."""
    last = branch.operator.rsplit(".", 1)[-1]
    if last in ("BranchDayOfWeekOperator", "BranchDateTimeOperator", "BranchSQLOperator"):
        return all(isinstance(branch.arguments.get(name, ""), str) for name in _SIDES)
    if last not in ("BranchPythonOperator", "branch"):
        return False
    name = branch.callable.rsplit(".", 1)[-1]
    functions = [n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef) and n.name == name]
    returns = [n.value for one in functions for n in ast.walk(one) if isinstance(n, ast.Return)]
    return len(functions) == 1 and len(returns) > 1 and all(isinstance(one, ast.Constant) for one in returns)


_SIDES = ("follow_task_ids_if_true", "follow_task_ids_if_false")
