"""A task inserts rows and would insert them again when it is repeated."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import DagHandle, TaskHandle
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_CODE = """
    from airflow import DAG
    from airflow.providers.postgres.operators.postgres import PostgresOperator

    with DAG("orders", schedule="@daily", default_args={"retries": 2}):
        PostgresOperator(
            task_id="load",
            sql=\"\"\"
                FIRST;
                INSERT INTO shop.orders SELECT * FROM staging.orders WHERE day = '{{ ds }}';
                INSERT INTO ops.log SELECT count(*) FROM shop.orders;
            \"\"\",
        )
"""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _CODE.replace("FIRST", "SELECT 1"),
            9,
            path="dags/orders.py",
        ),
        silent(
            _CODE.replace("FIRST", "DELETE FROM shop.orders WHERE day = '{{ ds }}'"),
            path="dags/orders.py",
        ),
    ),
)
def insert_repeated_by_retry(module: AirflowModule) -> Iterator[Found]:
    """A task that Airflow repeats inserts rows without taking out those of its first attempt.

    ## Why it matters
    Airflow repeats a task after a failure, and people clear runs to load them again. Where statements follow the
    INSERT, a failure in them repeats it; without a transaction the rows are there twice.

    ## Instead
    DELETE the rows of the interval first, MERGE on a key, or overwrite the partition.

    ## When it stays silent
    Where the task has no retries, deletes from the table, truncates, replaces or merges it, and where nothing comes
    after the INSERT.

    ## Fix
    None: which rows belong to the run, the file does not tell.
    """
    for dag, task in module.tasks:
        if not _retried(dag, task):
            continue
        kinds = [(one.facts.kind, one.facts.target, one) for one in task.statements]
        for at, (kind, target, statement) in enumerate(kinds[:-1]):
            cleared = any(
                other == target and done in _CLEARS for done, other, _ in kinds if done != "insert"
            ) or _guarded(statement)
            if kind == "insert" and target is not None and not cleared:
                after = kinds[at + 1][2].facts
                yield Found(
                    f"`{task.id}` inserts into {target}; when a later statement (line {after.line}) fails, Airflow "
                    "repeats the task and inserts the rows again.",
                    statement.facts.line,
                    f"{dag.id}.{task.id}:{target}",
                )
                break


_CLEARS = ("delete", "truncate", "merge", "create-table", "drop", "update")


def _retried(dag: DagHandle, task: TaskHandle) -> bool:
    defaults = dag.arguments.get("default_args")
    general = defaults.get("retries") if isinstance(defaults, dict) else None
    retries = task.arguments.get("retries", general)
    return isinstance(retries, int) and retries > 0


def _guarded(statement: SqlStatement) -> bool:
    """The INSERT overwrites, or settles conflicts itself."""
    tree = statement.tree
    return bool(tree.args.get("overwrite") or tree.args.get("conflict") or tree.args.get("where"))
