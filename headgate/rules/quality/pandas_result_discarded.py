"""The result of a method of pandas is thrown away."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ALONE = frozenset(("sort_values", "sort_index", "reset_index", "set_index", "astype", "ffill", "bfill", "assign"))
"""Methods that other libraries of DataFrames do not have."""
_SHARED = frozenset(("fillna", "dropna", "drop_duplicates", "replace"))
_JOB = """
    import pandas as pd

    def clean(path: str) -> pd.DataFrame:
        orders = pd.read_csv(path)
        STATEMENT
        return orders
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("STATEMENT", 'orders.drop(columns=["note"])'), 5, path="jobs/clean.py"),
        fires(_JOB.replace("STATEMENT", "orders.dropna()"), 5, path="jobs/clean.py"),
        silent(_JOB.replace("STATEMENT", 'orders = orders.drop(columns=["note"])'), path="jobs/clean.py"),
        silent(_JOB.replace("STATEMENT", "orders.dropna(inplace=True)"), path="jobs/clean.py"),
    ),
)
def pandas_result_discarded(module: PythonModule) -> Iterator[Found]:
    """The result of a method of pandas is thrown away.

    ## Why it matters
    Unless told `inplace=True`, pandas returns another frame and leaves the one at hand as it was: the column that was
    to be dropped is still there, the rows are as they were.

    ## Instead
    Give the result a name: `orders = orders.drop(columns=[…])`.

    ## When it stays silent
    With `inplace`, in notebooks, which show it, in tests, and where the file does not import pandas or the method may
    be another library's.

    ## Fix
    None: the variable may be needed as it was.
    """
    imported = {alias.name.split(".", 1)[0] for node in module.of(ast.Import) for alias in node.names}
    imported |= {(node.module or "").split(".", 1)[0] for node in module.of(ast.ImportFrom)}
    if "pandas" not in imported or module.cells or tests_only(module.path):
        return
    shared = _SHARED if not imported & {"pyspark", "polars", "re"} else frozenset()
    for node in module.of(ast.Expr):
        call = node.value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        if any(isinstance(one, ast.Call) for one in ast.walk(call.func.value)):
            continue
        named = {one.arg for one in call.keywords}
        method = call.func.attr
        dropped = method in ("drop", "rename") and named & {"columns", "axis", "index"}
        if "inplace" in named or None in named or not (method in _ALONE or method in shared or dropped):
            continue
        target = ast.unparse(call.func.value)[:60]
        yield Found(
            f"`{target}` stays as it is: the result of `{method}` is discarded.", node.lineno, f"{target}.{method}"
        )
