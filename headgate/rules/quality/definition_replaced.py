"""A function is defined twice, and the second replaces the first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from airflow.operators.python import PythonOperator

    def load_orders():
        print("orders")

    def NAME():
        print("users")

    PythonOperator(task_id="orders", python_callable=load_orders)
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("NAME", "load_orders"), 6, path="dags/load.py"),
        silent(_JOB.replace("NAME", "load_users"), path="dags/load.py"),
        silent("import dask\nif dask:\n    def load(): return 1\nelse:\n    def load(): return 2\n", path="load.py"),
    ),
)
def definition_replaced(module: PythonModule) -> Iterator[Found]:
    """A function is defined twice, and the second replaces the first.

    ## Why it matters
    Whoever calls the name gets the second, whatever was meant: a task runs the copy that was pasted below, and the
    first is dead code.

    ## Instead
    Two names.

    ## When it stays silent
    Where the first is used before the second, where decorators stand on either (properties, overloads, tasks), where
    they stand in branches, and where both say the same. In tests and notebooks.

    ## Fix
    None: which name was meant, the file does not tell.
    """
    if tests_only(module.path) or module.cells:
        return
    yield from _in(module.tree, module.path)
    for owner in module.of(ast.ClassDef):
        yield from _in(owner, module.path)


def _in(owner: ast.Module | ast.ClassDef, path: str) -> Iterator[Found]:
    first: dict[str, tuple[int, ast.FunctionDef | ast.AsyncFunctionDef]] = {}
    for at, node in enumerate(owner.body):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        known = first.get(node.name)
        first[node.name] = (at, node)
        if known is None or node.decorator_list or known[1].decorator_list:
            continue
        between = owner.body[known[0] + 1 : at]
        used = any(isinstance(one, ast.Name) and one.id == node.name for part in between for one in ast.walk(part))
        if not used and ast.dump(known[1]) != ast.dump(node):
            yield Found(
                f"`{node.name}` is defined a second time: it replaces the one of line {known[1].lineno}, which nobody "
                "can call any more.",
                node.lineno,
                f"{getattr(owner, 'name', '')}.{node.name}",
                related=(Location(path, known[1].lineno),),
            )
