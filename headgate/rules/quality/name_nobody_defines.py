"""Python code uses a name that nothing defines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.python.module import PythonModule
from headgate.facts.python.undefined import undefined_names
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow.models import Variable

            def secret(name):
                value = Variable.get(name)
                mask(api_key)
                return value

            def mask(text):
                print(len(text))
            """,
            5,
            path="dags/secrets.py",
        ),
        silent(
            """
            from airflow.models import Variable

            def secret(name):
                value = Variable.get(name)
                mask(value)
                return value

            def mask(text):
                print(len(text), __file__)
            """,
            path="dags/secrets.py",
        ),
        silent(
            """
            from helpers import *

            def secret(name):
                return api_key
            """,
            path="dags/secrets.py",
        ),
    ),
)
def name_nobody_defines(module: PythonModule) -> Iterator[Found]:
    """Python code uses a name that nothing defines.

    ## Why it matters
    The task, the job or the parsing of the DAG ends in a NameError when it comes to that line, which may be after
    hours of work, or in the branch that is taken once a month.

    ## Instead
    The name as it was given where the value is made, an argument, or the import that was forgotten.

    ## When it stays silent
    Where names come from elsewhere: a star import, `exec` or `globals()`, a notebook's other cells, a handler of
    NameError. In tests.

    ## Fix
    None: the nearest name need not be the one that is meant.
    """
    if tests_only(module.path):
        return
    for one in undefined_names(module):
        near = get_close_matches(one.name, one.visible, 1, 0.75)
        where = f"`{one.function}`" if one.function else "the module"
        hint = f" `{near[0]}` is defined." if near else ""
        yield Found(
            f"`{one.name}` is undefined: {where} ends in a NameError here, since nothing in the file binds it.{hint}",
            one.line,
            f"{one.function}:{one.name}",
        )
