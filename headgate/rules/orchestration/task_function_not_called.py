"""A TaskFlow function is used without being called."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.decorators import task

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                @task
                def extract():
                    return [1]

                @task
                def load(rows):
                    print(rows)

                load(extract)
            """,
            14,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime, timedelta
            from airflow import DAG
            from airflow.decorators import task

            with DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
                @task
                def extract():
                    return [1]

                @task
                def load(rows):
                    print(rows)

                load(extract())
                load.partial().expand(rows=extract.override(task_id="again")())
            """,
            path="dags/orders.py",
        ),
    ),
)
def task_function_not_called(module: AirflowModule) -> Iterator[Found]:
    """A TaskFlow function is used without being called.

    ## Why it matters
    The name of a decorated function is the recipe, not the task: `load(extract)` hands the recipe over instead
    of what it returns, and `extract >> load()` fails while the file is parsed.

    ## Instead
    `load(extract())`, `extract() >> load()`.

    ## When it stays silent
    For methods of the recipe (`.override`, `.partial`, `.expand`), and for names that are bound to something
    else too.

    ## Fix
    None: with which arguments it should be called, the file does not tell.
    """
    tasks = _recipes(module)
    for node in ast.walk(module.tree):
        used: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in tasks:
            used = [*node.args, *(one.value for one in node.keywords)]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift | ast.LShift):
            used = [
                side
                for both in (node.left, node.right)
                for side in (both.elts if isinstance(both, ast.List) else [both])
            ]
        for one in used:
            if isinstance(one, ast.Name) and one.id in tasks:
                yield Found(
                    f"`{one.id}` is the recipe of a task, not the task: it is not called here.",
                    one.lineno,
                    f"{one.id}:{getattr(node, 'lineno', 0) and ast.unparse(node)[:60]}",
                )


def _recipes(module: AirflowModule) -> set[str]:
    """Names of TaskFlow functions that are bound once."""
    bound: Counter[str] = Counter()
    made: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            bound[node.name] += 1
            bound.update(one.arg for one in (*node.args.args, *node.args.kwonlyargs))
            if any(_is_task(one, module) for one in node.decorator_list):
                made.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] += 1
        elif isinstance(node, ast.alias):
            bound[(node.asname or node.name).split(".")[0]] += 1
    return {name for name in made if bound[name] == 1}


def _is_task(decorator: ast.expr, module: AirflowModule) -> bool:
    dotted = module.names.dotted(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return dotted.startswith("airflow.") and "task" in dotted.split(".")
