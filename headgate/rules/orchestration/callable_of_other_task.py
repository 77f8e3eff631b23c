"""Two tasks run the same function, and the one that was written for the second is never used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from airflow import DAG
    from airflow.operators.python import PythonOperator

    def load_search():
        print("search")

    def load_warehouse():
        print("warehouse")

    with DAG("sync", schedule="@daily"):
        search = PythonOperator(task_id="load_search", python_callable=load_search)
        warehouse = PythonOperator(task_id="load_warehouse", python_callable=CALLABLE)
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("CALLABLE", "load_search"), 12, path="dags/sync.py"),
        silent(_DAG.replace("CALLABLE", "load_warehouse"), path="dags/sync.py"),
        silent(_DAG.replace("CALLABLE", "load_search") + "    other = load_warehouse\n", path="dags/sync.py"),
    ),
)
def callable_of_other_task(module: AirflowModule) -> Iterator[Found]:
    """Two tasks run the same function, and the one that was written for the second is never used.

    ## Why it matters
    A block that was copied and not changed to the end: the second task repeats the work of the first, its own is
    never done, and both are green.

    ## Instead
    The function that belongs to the task.

    ## When it stays silent
    Where no function of the file is left over, or its name is no nearer to the task's id than that of the function
    that runs.

    ## Fix
    None: the arguments may have to change as well.
    """
    functions = {node.name: node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef)}
    used = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    idle = [name for name in functions if name not in used]
    for call in module.calls if idle else ():
        given = {one.arg: one.value for one in call.keywords if one.arg}
        runs, name = given.get("python_callable"), _text(given.get("task_id"))
        if not isinstance(runs, ast.Name) or runs.id not in functions or not name:
            continue
        shared = sum(_runs(other) == runs.id for other in module.calls) > 1
        best = max(idle, key=lambda one: _alike(one, name))
        if shared and _alike(best, name) > _alike(runs.id, name) and _alike(best, runs.id) > _ALIKE:
            yield Found(
                f"Task `{name}` runs `{runs.id}`, as another task does; `{best}` (line {functions[best]}) is never "
                "used, and fits its name: the work of this task is not done.",
                runs.lineno,
                f"{name}:{runs.id}",
            )


_ALIKE = 0.5


def _runs(call: ast.Call) -> str:
    value = next((one.value for one in call.keywords if one.arg == "python_callable"), None)
    return value.id if isinstance(value, ast.Name) else ""


def _text(node: ast.expr | None) -> str:
    """The literal parts of a task id."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return ""


def _alike(left: str, right: str) -> float:
    return SequenceMatcher(None, left[:200], right[:200], autojunk=False).ratio()
