"""A task reads a table that another task of its DAG writes, and does not wait for it."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import DagHandle, TaskHandle
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
    from airflow import DAG
    from airflow.providers.postgres.operators.postgres import PostgresOperator

    with DAG("orders", schedule="@daily"):
        load = PostgresOperator(task_id="load", sql="INSERT INTO shop.orders SELECT * FROM staging.orders")
        daily = PostgresOperator(task_id="daily", sql="CREATE TABLE shop.daily AS SELECT day FROM shop.orders")
        done = PostgresOperator(task_id="done", sql="INSERT INTO ops.runs VALUES (1)")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
        load >> done
        daily >> done
            """,
            6,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
        load >> daily >> done
            """,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
        daily >> load >> done
            """,
            path="dags/orders.py",
        ),
    ),
)
def table_read_before_it_is_written(module: AirflowModule) -> Iterator[Found]:
    """A task reads a table that another task of its DAG writes, and does not wait for it.

    ## Why it matters
    Both may run at once: the reader gets the table of the last run, or half of this one, and every number that
    follows is wrong without an error.

    ## Instead
    `writer >> reader`, over as many tasks between as there are.

    ## When it stays silent
    Where the one waits for the other in either direction, where an `if` keeps them apart, and for tables whose name
    a template gives.

    ## Fix
    None: whether the reader wants the new rows or the old ones, the file does not tell.
    """
    for dag in module.dags:
        before = _upstream(dag)
        writers: dict[DatasetId, list[TaskHandle]] = {}
        for task in dag.tasks:
            for use in task.writes:
                writers.setdefault(use.dataset, []).append(task)
        for task in dag.tasks:
            own = {use.dataset for use in task.writes}
            for use in task.reads:
                others = [one for one in writers.get(use.dataset, []) if one is not task]
                if use.dataset in own or not others or task.dynamic:
                    continue
                if any(one in before[task] or task in before[one] or one.exclusive_with(task) for one in others):
                    continue
                yield _found(module, dag, task, others[0], str(use.dataset))


def _found(module: AirflowModule, dag: DagHandle, task: TaskHandle, writer: TaskHandle, table: str) -> Found:
    there = Location(module.path, writer.line)
    return Found(
        f"`{task.id}` reads {table}, which `{writer.id}` writes, and does not wait for it: it may read the table "
        "of the last run.",
        task.line,
        f"{dag.id}.{task.id}:{table}",
        evidence=(Evidence(EvidenceKind.LINEAGE, f"{dag.id}.{writer.id} -> {table} -> {dag.id}.{task.id}", there),),
        related=(there,),
    )


def _upstream(dag: DagHandle) -> dict[TaskHandle, set[TaskHandle]]:
    """All tasks that each task waits for, over others too."""
    found: dict[TaskHandle, set[TaskHandle]] = {}
    for task in dag.tasks:
        seen: set[TaskHandle] = set()
        waiting = list(task.upstream)
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += one.upstream
        found[task] = seen
    return found
