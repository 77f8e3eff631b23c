"""A branch has one way to go, or none."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_HEAD = """
    from airflow.decorators import task

    @task.branch
    def load_or_not(rows):
"""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            _HEAD
            + """
        if rows:
            return ["load"]
        return []
            """,
            3,
            path="dags/orders.py",
        ),
        silent(
            _HEAD
            + """
        if rows:
            return ["load"]
        return ["report_nothing"]
            """,
            path="dags/orders.py",
        ),
    ),
)
def branch_that_only_skips(module: AirflowModule) -> Iterator[Found]:
    """A branch returns one set of tasks or nothing: it is a condition, not a branch.

    ## Why it matters
    The ids are strings that nothing checks: a renamed task makes the branch fail in the middle of the night. A
    short circuit needs none.

    ## Instead
    `@task.short_circuit` that returns the condition; what comes after it is skipped when it is false.

    ## When it stays silent
    With two ways to go, and where what is returned is no literal.

    ## Fix
    None: the ids may be a part of what follows only.
    """
    called = _branch_callables(module)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        decorated = next((one for one in node.decorator_list if _is_branch(one, module)), None)
        if decorated is None and node.name not in called:
            continue
        ways = _ways(node)
        if ways is not None and len(ways) >= 2 and sum(map(bool, ways)) == 1:
            yield Found(
                f"`{node.name}` returns `{next(way for way in ways if way)}` or nothing: a short circuit says the same "
                "without task ids.",
                decorated.lineno if decorated is not None else node.lineno,
                node.name,
            )


def _is_branch(decorator: ast.expr, module: AirflowModule) -> bool:
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    dotted = module.names.dotted(callee)
    return dotted.startswith("airflow.") and dotted.endswith("task.branch")


def _branch_callables(module: AirflowModule) -> set[str]:
    """Functions handed to BranchPythonOperator."""
    found = set()
    for call in module.calls:
        if module.names.dotted(call.func).endswith(".BranchPythonOperator"):
            found |= {k.value.id for k in call.keywords if k.arg == "python_callable" and isinstance(k.value, ast.Name)}
    return found


def _ways(node: ast.FunctionDef) -> list[str] | None:
    """Source text of what the function returns, empty for nothing; None where it is no literal."""
    found: list[str] = []
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(part, ast.Return):
            if part.value is not None and not _literal(part.value):
                return None
            nothing = part.value is None or ast.unparse(part.value) in ("[]", "None", "()", "''")
            found.append("" if nothing or part.value is None else ast.unparse(part.value))
        waiting += list(ast.iter_child_nodes(part))
    return found


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return all(_literal(item) for item in node.elts)
    return isinstance(node, ast.Constant)
