"""A task group's variable is assigned anew inside the group's own block."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator
    from airflow.utils.task_group import TaskGroup

    with DAG("counts", schedule="@daily"):
        report = BashOperator(task_id="report", bash_command="report.sh")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
        with TaskGroup("buckets") as buckets:
            for part in ("a", "b", "c"):
                buckets = BashOperator(task_id=f"bucket_{part}", bash_command=f"bucket.sh {part}")
        buckets >> report
            """,
            10,
            path="dags/counts.py",
        ),
        silent(
            _HEAD
            + """
        with TaskGroup("buckets") as buckets:
            for part in ("a", "b", "c"):
                bucket = BashOperator(task_id=f"bucket_{part}", bash_command=f"bucket.sh {part}")
        buckets >> report
            """,
            path="dags/counts.py",
        ),
        silent(
            _HEAD
            + """
        with TaskGroup("buckets") as group:
            group = BashOperator(task_id="bucket", bash_command="bucket.sh")
            """,
            path="dags/counts.py",
        ),
    ),
)
def task_group_name_taken_inside(module: AirflowModule) -> Iterator[Found]:
    """A task group's variable is assigned a task inside the group's block, and then used as if it were the group.

    ## Why it matters
    What is wired to the name afterwards depends on the last task that was assigned, not on the whole group: the
    other tasks of the group may still run, or have failed, when the downstream task starts.

    ## Instead
    Give the tasks inside the block a name of their own.

    ## When it stays silent
    Where the name is not used after the block.

    ## Fix
    None: the right name is the author's choice.
    """
    for name, line, taken, group in dict.fromkeys(module.shadowed_groups):
        used, statement = _used_after(module, name, line)
        if used:
            yield Found(
                f"`{name}` is task group `{group}` (line {line}), but is assigned a task inside the group's own block; "
                f"line {used} then depends on the last of these tasks alone, not on the group.",
                taken,
                # What is wired to the name is a part of the fault: wiring it otherwise is another one.
                f"{group}:{name}:{statement}",
                related=(Location(module.path, line), Location(module.path, used)),
            )


def _used_after(module: AirflowModule, name: str, line: int) -> tuple[int, str]:
    """Line and text of the first statement below the group's block that uses `name`; 0 where it is set again first."""
    block = next((n for n in ast.walk(module.tree) if isinstance(n, ast.With) and n.lineno == line), None)
    end = block.end_lineno if block is not None else None
    if end is None:
        return 0, ""
    names = (n for n in ast.walk(module.tree) if isinstance(n, ast.Name) and n.id == name and n.lineno > end)
    first = min(names, key=lambda node: (node.lineno, node.col_offset), default=None)
    if first is None or not isinstance(first.ctx, ast.Load):
        return 0, ""
    holders = (n for n in ast.walk(module.tree) if isinstance(n, ast.Expr | ast.Assign) and first in ast.walk(n))
    return first.lineno, next((ast.unparse(holder)[:300] for holder in holders), "")
