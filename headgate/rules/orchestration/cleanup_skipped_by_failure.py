"""A cluster is deleted only when everything before it succeeded."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.values import TaskHandle
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from airflow import DAG
    from airflow.providers.google.cloud.operators.dataproc import DataprocCreateClusterOperator
    from airflow.providers.google.cloud.operators.dataproc import DataprocDeleteClusterOperator
    from airflow.providers.google.cloud.operators.dataproc import DataprocSubmitJobOperator

    with DAG("orders", schedule="@daily"):
        create = DataprocCreateClusterOperator(task_id="create", cluster_name="orders")
        run = DataprocSubmitJobOperator(task_id="run", job={})
        delete = DataprocDeleteClusterOperator(task_id="delete", cluster_name="orders"RULE)
        create >> run >> delete
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("RULE", ""), 9, path="dags/orders.py"),
        silent(_DAG.replace("RULE", ', trigger_rule="all_done"'), path="dags/orders.py"),
        silent(
            _DAG.replace("RULE", "").replace("create >> run >> delete", "create >> run >> delete.as_teardown()"),
            path="dags/orders.py",
        ),
    ),
)
def cleanup_skipped_by_failure(module: AirflowModule) -> Iterator[Found]:
    """A cluster is deleted only when everything before it succeeded.

    ## Why it matters
    The default trigger rule is `all_success`. When the job fails, the deletion is `upstream_failed`, and the cluster
    goes on costing money, or blocks the name for the next run.

    ## Instead
    `trigger_rule="all_done"`, or a teardown (`delete.as_teardown(setups=create)`).

    ## When it stays silent
    Where the task has a trigger rule, is a teardown, or has no task before it, and where no task of the DAG makes
    what is deleted.

    ## Fix
    None: whether a failed cluster is kept for a look at it, the file does not tell.
    """
    if "as_teardown" in "\n".join(module.lines):
        return
    for dag, task in module.tasks:
        kind = _kind(task, _DELETES)
        makers = [one for one in dag.tasks if kind and kind in one.operator and _kind(one, _MAKES)]
        work = [one for one in task.upstream if one not in makers]
        if not kind or not makers or not work or "trigger_rule" in task.arguments:
            continue
        defaults = dag.arguments.get("default_args")
        if isinstance(defaults, dict) and "trigger_rule" in defaults:
            continue
        yield Found(
            f"`{task.id}` runs only when `{work[0].id}` succeeded: after a failure the cluster that "
            f"`{makers[0].id}` made stays; its trigger rule is the default, all_success.",
            task.line,
            f"{dag.id}.{task.id}",
        )


_KINDS = ("Dataproc", "DataProc", "Emr", "GKE", "Eks", "Redshift")
_MAKES = ("Create",)
_DELETES = ("Delete", "Terminate")


def _kind(task: TaskHandle, verbs: tuple[str, ...]) -> str:
    """The service whose cluster the operator makes or deletes; empty for other operators."""
    name = task.operator.rsplit(".", 1)[-1]
    if not any(verb in name for verb in verbs) or not ("Cluster" in name or "JobFlow" in name):
        return ""
    return next((kind for kind in _KINDS if name.startswith(kind)), "")
