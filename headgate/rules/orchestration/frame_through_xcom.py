"""A task returns a DataFrame, which goes through the metadata database."""

from __future__ import annotations

import ast
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
            import pandas as pd
            from airflow.decorators import task

            @task
            def read_orders():
                frame = pd.read_parquet("s3://lake/orders")
                return frame
            """,
            7,
            path="dags/orders.py",
        ),
        silent(
            """
            import pandas as pd
            from airflow.decorators import task

            @task
            def count_orders():
                frame = pd.read_parquet("s3://lake/orders")
                return len(frame)
            """,
            path="dags/orders.py",
        ),
    ),
)
def frame_through_xcom(module: AirflowModule) -> Iterator[Found]:
    """A task returns a DataFrame, which goes through the metadata database.

    ## Why it matters
    What a task returns is an XCom: serialised, written to the metadata database, and read again by each task
    that takes it. A frame of some size fills that database, or fails the task.

    ## Instead
    Write the frame to storage, and return its path; or configure an XCom backend on object storage.

    ## When it stays silent
    For functions that are no tasks, and for what is not seen to be a frame.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for function in module.run_time_functions:
        frames = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and _is_frame(node.value, set(), module)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if not any("task" in ast.unparse(one) for one in function.decorator_list):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None and _is_frame(node.value, frames, module):
                yield Found(
                    f"`{function.name}` returns a DataFrame: it goes through the metadata database as an XCom.",
                    node.lineno,
                    function.name,
                )


_MAKES = ("DataFrame", "concat", "merge", "json_normalize")


def _is_frame(node: ast.expr, frames: set[str], module: AirflowModule) -> bool:
    if isinstance(node, ast.Name):
        return node.id in frames
    if not isinstance(node, ast.Call):
        return False
    dotted = module.names.dotted(node.func)
    last = dotted.rsplit(".", 1)[-1]
    return dotted.startswith(("pandas.", "polars.")) and (last in _MAKES or last.startswith("read_"))
