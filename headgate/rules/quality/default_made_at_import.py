"""A parameter's default is the time at which the file was imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from datetime import date, datetime

    def load(day=DEFAULT):
        print(day)
"""
_CLOCKS = frozenset(
    (
        *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today"),
        *("pendulum.now", "pendulum.today", "pendulum.yesterday", "time.time", "pandas.Timestamp.now"),
        *("airflow.utils.timezone.utcnow", "uuid.uuid4", "uuid.uuid1"),
    )
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("DEFAULT", "date.today()"), 3, path="dags/load.py"),
        fires(_DAG.replace("DEFAULT", 'datetime.now().strftime("%Y")'), 3, path="dags/load.py"),
        silent(_DAG.replace("DEFAULT", "None"), path="dags/load.py"),
        silent(_DAG.replace("DEFAULT", "date(2024, 1, 1)"), path="dags/load.py"),
    ),
)
def default_made_at_import(module: PythonModule) -> Iterator[Found]:
    """A parameter's default is the time at which the file was imported.

    ## Why it matters
    Python works a default out once, when it reads the `def`. A worker that lives for days loads yesterday's partition
    again and again; all rows of a service get one identifier.

    ## Instead
    None as the default, and `date.today()` in the function; in a task, the run's own interval.

    ## When it stays silent
    For defaults that ask no clock. In tests.

    ## Fix
    None: the first lines of the function have to change with it.
    """
    for function in module.functions if not tests_only(module.path) else ():
        spec = function.args
        for default in (*spec.defaults, *spec.kw_defaults):
            if not isinstance(default, ast.Call):
                continue
            for call in ast.walk(default):
                dotted = module.names.dotted(call.func) if isinstance(call, ast.Call) else ""
                if dotted in _CLOCKS:
                    yield Found(
                        f"The default `{ast.unparse(default)[:60]}` of `{function.name}` is made once, at import: "
                        "every later call of the process gets that same time.",
                        default.lineno,
                        f"{function.name}:{ast.unparse(default)[:60]}",
                    )
                    break
