"""A DAG waits for an asset that nothing updates, under a name much like one that is."""

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
                "dags/load.py": """
                from airflow import DAG
                from airflow.datasets import Dataset
                from airflow.operators.bash import BashOperator

                with DAG("load", schedule="@daily"):
                    BashOperator(task_id="load", bash_command="x", outlets=[Dataset("s3://lake/shop/orders.parquet")])
                """,
                "dags/report.py": """
                from airflow import DAG
                from airflow.datasets import Dataset

                with DAG("report", schedule=[Dataset("s3://lake/shop/order.parquet")]):
                    pass
                """,
            },
            {"dags/report.py": (4,)},
        ),
        repository(
            {
                "dags/load.py": """
                from airflow import DAG
                from airflow.datasets import Dataset
                from airflow.operators.bash import BashOperator

                with DAG("load", schedule="@daily"):
                    BashOperator(task_id="load", bash_command="x", outlets=[Dataset("s3://lake/shop/orders.parquet")])
                """,
                "dags/report.py": """
                from airflow import DAG
                from airflow.datasets import Dataset

                with DAG("report", schedule=[Dataset("s3://lake/shop/orders.parquet"), Dataset("s3://partner/drop")]):
                    pass
                """,
            },
        ),
    ),
)
def asset_that_nobody_updates(project: Project) -> Iterator[Found]:
    """A DAG waits for an asset that nothing updates, under a name much like one that is.

    ## Why it matters
    A DAG scheduled by assets runs when a task with that very URI in its `outlets` succeeds. With a letter of
    difference it never runs, and nothing says so.

    ## Instead
    One constant for the URI, imported by both DAGs.

    ## When it stays silent
    For assets that are like none of the repository's outlets: another system may update them.

    ## Fix
    None: the nearest name need not be the one that is meant.
    """
    made = {str(one) for _, dag in project.dags() for one in dag.outlets}
    for path, dag in project.dags():
        for wanted in dag.inlets:
            like = (
                [one for one in sorted(made) if abs(len(one) - len(str(wanted))) <= 3][:_MOST]
                if str(wanted) not in made
                else []
            )
            near = get_close_matches(str(wanted), like, 1, 0.9)
            if near:
                yield Found(
                    f"DAG `{dag.id}` waits for `{wanted}`, which no task of the repository updates; `{near[0]}` "
                    "is updated.",
                    dag.line,
                    f"{dag.id}:{wanted}",
                    path=path,
                )


_MOST = 200
