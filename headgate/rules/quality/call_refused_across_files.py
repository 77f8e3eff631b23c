"""A function of another file of the repository is called with arguments that it does not take."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.python.surface import refusal
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_DAG = """
    from airflow import DAG
    from utils.gcp import query

    with DAG("report", schedule="@daily"):
        query(task_id="load", sql_path="load.sql")
"""
_HELPER = """
    from airflow.operators.bash import BashOperator

    def query(task_id, PARAMETER):
        return BashOperator(task_id=task_id, bash_command="query.sh")
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dags/report.py": _DAG, "dags/utils/gcp.py": _HELPER.replace("PARAMETER", "sql_file_path=None")},
            {"dags/report.py": (5,)},
        ),
        repository({"dags/report.py": _DAG, "dags/utils/gcp.py": _HELPER.replace("PARAMETER", "sql_path=None")}),
        repository({"dags/report.py": _DAG, "dags/utils/gcp.py": _HELPER.replace("PARAMETER", "**given")}),
    ),
)
def call_refused_across_files(project: Project) -> Iterator[Found]:
    """A function of another file of the repository is called with arguments that it does not take.

    ## Why it matters
    A parameter that is added or renamed in a helper breaks every DAG and job that still calls it as before, with a
    TypeError when the file is parsed or the line runs.

    ## Instead
    Change the callers together with the helper, or give a new parameter a default.

    ## When it stays silent
    Where several files could be the module, where the function is decorated or bound more than once, and where
    `*args` or `**kwargs` may bring what is missing. In tests.

    ## Fix
    None: what was meant to be given, the files do not tell.
    """
    modules = project.python
    for path, file in modules.files.items():
        if tests_only(path):
            continue
        for call in file.calls:
            there = modules.module(call.module, path)
            known = modules.files[there].signatures if there and there != path else ()
            signature = next((one for one in known if one.name == call.name), None)
            why = refusal(signature, call.given) if signature is not None else ""
            if signature is not None and why:
                yield Found(
                    f"This call of `{call.name}` ends in a TypeError: {why} ({there}, line {signature.line}).",
                    call.given.line,
                    f"{call.name}:{why}",
                    path=path,
                    related=(Location(there, signature.line),),
                )
