"""A statement makes something and throws it away: an error that is not raised, a comparison, an always true assert."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ERRORS = frozenset(
    (
        *(name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)),
        *("AirflowException", "AirflowFailException", "AirflowSkipException"),
    )
)
_JOB = """
    from airflow.exceptions import AirflowException

    def check(rows):
        if not rows:
            STATEMENT
        return len(rows)
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("STATEMENT", 'AirflowException("no rows")'), 5, path="dags/check.py"),
        fires(_JOB.replace("STATEMENT", "rows == [0]"), 5, path="dags/check.py"),
        fires(_JOB.replace("STATEMENT", 'assert (rows, "no rows")'), 5, path="dags/check.py"),
        silent(_JOB.replace("STATEMENT", 'raise AirflowException("no rows")'), path="dags/check.py"),
        silent(_JOB.replace("STATEMENT", "rows = [0]"), path="dags/check.py"),
    ),
)
def statement_without_effect(module: PythonModule) -> Iterator[Found]:
    """A statement makes something and throws it away: an error that is not raised, a comparison, an always true assert.

    ## Why it matters
    The check that the author meant does not happen: the task goes on with no rows, and is green.

    ## Instead
    `raise` before the error, `=` instead of `==`, no parentheses around what `assert` tests.

    ## When it stays silent
    In tests, where a comparison may be what is to fail, and in notebooks, which show it.

    ## Fix
    None: what was meant, the file does not tell.
    """
    if tests_only(module.path) or module.cells:
        return
    for check in module.of(ast.Assert):
        if isinstance(check.test, ast.Tuple) and check.test.elts:
            yield Found(
                "This assert is always true: it tests a tuple, which is not empty; the check is ignored.",
                check.lineno,
                ast.unparse(check)[:80],
            )
    for node in module.of(ast.Expr):
        value = node.value
        if isinstance(value, ast.Call) and _name(value.func) in _ERRORS:
            yield Found(
                f"`{_name(value.func)}` is made and not raised: the code goes on as if nothing was wrong.",
                node.lineno,
                ast.unparse(node)[:80],
            )
        elif _looks_assigned(value):
            yield Found(
                f"The result of `{ast.unparse(value)[:80]}` is discarded: it compares and assigns nothing.",
                node.lineno,
                ast.unparse(node)[:80],
            )


def _looks_assigned(value: ast.expr) -> bool:
    """`x == 1`, where `x = 1` could stand."""
    if not isinstance(value, ast.Compare) or len(value.ops) != 1 or not isinstance(value.ops[0], ast.Eq):
        return False
    return isinstance(value.left, ast.Name | ast.Attribute | ast.Subscript)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
