"""A task starts a DAG that is not there, under a name much like one that is."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dags/orders.py": """
                from airflow import DAG

                with DAG("orders_daily", schedule="@daily"):
                    pass
                """,
                "dags/start.py": """
                from airflow import DAG
                from airflow.operators.trigger_dagrun import TriggerDagRunOperator

                with DAG("start", schedule="@daily"):
                    TriggerDagRunOperator(task_id="go", trigger_dag_id="order_daily")
                """,
            },
            {"dags/start.py": (5,)},
        ),
        repository(
            {
                "dags/orders.py": """
                from airflow import DAG

                with DAG("orders_daily", schedule="@daily"):
                    pass
                """,
                "dags/start.py": """
                from airflow import DAG
                from airflow.operators.trigger_dagrun import TriggerDagRunOperator

                with DAG("start", schedule="@daily"):
                    TriggerDagRunOperator(task_id="go", trigger_dag_id="orders_daily")
                    TriggerDagRunOperator(task_id="report", trigger_dag_id="weekly_report")
                """,
            },
        ),
    ),
)
def triggered_dag_is_missing(project: Project) -> Iterator[Found]:
    """A task starts a DAG that is not there, under a name much like one that is.

    ## Why it matters
    TriggerDagRunOperator fails with DagNotFound when it runs; nothing checks the name before.

    ## Instead
    The id as the other DAG writes it.

    ## When it stays silent
    For names that are like none of the repository's, which another one may hold, and for those that a run puts
    together.

    ## Fix
    None: the nearest name need not be the one that is meant.
    """
    known = {dag.id for _, dag in project.dags() if dag.id}
    for path, dag in project.dags():
        for task in dag.tasks:
            told = dict(task.arguments).get("trigger_dag_id", "")
            name = told.strip("'\"")
            if "{" in name or not told.startswith(("'", '"')) or name in known:
                continue
            like = [one for one in sorted(known) if abs(len(one) - len(name)) <= 3 and one[:1] == name[:1]][:_MOST]
            near = get_close_matches(name, like, 1, 0.86)
            if not near:
                continue
            yield Found(
                f"`{task.id}` starts the DAG `{name}`, which is not in the repository; `{near[0]}` is.",
                task.line_of("trigger_dag_id"),
                f"{dag.id}.{task.id}:{name}",
                path=path,
            )


_MOST = 200
