"""Rules of DAG files, to the neutral categories of the suite `spark`."""

from __future__ import annotations

CATEGORIES: dict[str, tuple[str, ...]] = {
    "orchestration/argument-changes-at-every-parse": ("af_dynamic_dag_value",),
    "orchestration/branch-that-only-skips": ("af_branch_short_circuit",),
    "orchestration/dag-id-taken": ("af_duplicate_dag",),
    "orchestration/dag-without-schedule": ("af_no_schedule",),
    "orchestration/leaves-core": ("af3_suggest_provider",),
    "orchestration/moved-to-provider": ("af3_provider_move",),
    "orchestration/output-pulled-by-template": ("af_xcom_template",),
    "orchestration/removed-in-airflow-3": ("af3_removed",),
    "orchestration/renamed-in-airflow-3": ("af3_suggest",),
    "orchestration/task-without-dependencies": ("af_no_deps",),
    "orchestration/variable-read-at-import": ("af_top_level_variable",),
}
"""Rule to the categories that its finding speaks of."""
