"""A failure is to be mailed, and nobody is named to get the mail."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG("orders", schedule="@daily", default_args={"email_on_failure": True}):
                BashOperator(task_id="load", bash_command="load.sh")
            """,
            4,
            path="dags/orders.py",
        ),
        silent(
            """
            from airflow import DAG
            from airflow.operators.bash import BashOperator

            with DAG("orders", schedule="@daily", default_args={"email_on_failure": True, "email": ["a@b.c"]}):
                BashOperator(task_id="load", bash_command="load.sh")
            """,
            path="dags/orders.py",
        ),
    ),
)
def mail_to_nobody(module: AirflowModule) -> Iterator[Found]:
    """A failure is to be mailed, and nobody is named to get the mail.

    ## Why it matters
    `email_on_failure` without `email` sends nothing: the night the DAG fails is as quiet as all others.

    ## Instead
    `email=["data-team@…"]` in the default arguments, or an `on_failure_callback`.

    ## When it stays silent
    Where an address is given, also to single tasks, where a callback tells somebody, and where the arguments
    come from elsewhere.

    ## Fix
    None: who should be told, the file does not tell.
    """
    for dag in module.dags:
        defaults = dag.arguments.get("default_args")
        if not isinstance(defaults, dict) or defaults.get("email_on_failure") is not True or "email" in defaults:
            continue
        told = {"email", "on_failure_callback"}
        if not dag.tasks or told & {*defaults, *dag.arguments} or any(told & set(task.arguments) for task in dag.tasks):
            continue
        yield Found(
            f"DAG `{dag.id}` wants mail when a task fails, but names no `email`: nobody is told.",
            dag.first_line,
            f"{dag.id}:email",
        )
