"""A name is imported from a module of the repository that does not define it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.project import Project
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_DAG = """
    from airflow import DAG
    from tasks.harvest import build_harvest_task

    with DAG("harvest", schedule="@daily"):
        build_harvest_task("maps")
"""
_TASKS = """
    from airflow.operators.bash import BashOperator

    def NAME(collection):
        return BashOperator(task_id=collection, bash_command="harvest.sh")
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dags/harvest.py": _DAG, "dags/tasks/harvest.py": _TASKS.replace("NAME", "build_havester_task")},
            {"dags/harvest.py": (2,)},
        ),
        repository({"dags/harvest.py": _DAG, "dags/tasks/harvest.py": _TASKS.replace("NAME", "build_harvest_task")}),
        repository(
            {"dags/harvest.py": _DAG, "dags/tasks/harvest.py": "from .all import *\n", "dags/tasks/all.py": _TASKS}
        ),
    ),
)
def import_of_missing_name(project: Project) -> Iterator[Found]:
    """A name is imported from a module of the repository that does not define it.

    ## Why it matters
    The import fails, and with it the whole file: the DAG vanishes from Airflow, the job ends before its first line.

    ## Instead
    The name that the module defines now, or the module into which it was moved.

    ## When it stays silent
    Where several files could be the module, where it binds no names at all or some that are not seen (a star import,
    `__getattr__`, `globals()`), and for imports inside of functions, `try` and `if`. In tests.

    ## Fix
    None: which of the module's names is meant, the files do not tell.
    """
    modules = project.python
    for path, file in modules.files.items():
        if tests_only(path):
            continue
        for asked in file.imports:
            there = modules.module(asked.module, path)
            if not there or there == path or not modules.files[there].names:
                continue
            defined = modules.files[there]
            known = asked.name in defined.names or asked.name.startswith("__") or defined.open
            if known or modules.submodule(asked.module, asked.name, path):
                continue
            near = get_close_matches(asked.name, defined.names, 1, 0.7)
            hint = f"; `{near[0]}` is" if near else ""
            yield Found(
                f"`{asked.name}` does not exist in {there}, so that this import fails: it is not defined there{hint}.",
                asked.line,
                f"{asked.module}.{asked.name}",
                path=path,
                related=(Location(there, 1),),
            )
