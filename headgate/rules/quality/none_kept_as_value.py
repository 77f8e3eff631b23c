"""A value is kept that is None, since what makes it returns nothing."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.python.nothing import nothings
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    import pandas as pd

    def clean(orders: pd.DataFrame) -> pd.DataFrame:
        orders = orders.dropna(HOW)
        return orders[orders.amount > 0]
"""
_PROCEDURE = """
    import pandas as pd

    def read(path):
        frame = pd.read_csv(path)
        RETURN

    def load(path):
        orders = read(path)
        orders.to_parquet("orders.parquet")
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("HOW", "inplace=True"), 4, path="jobs/clean.py"),
        fires(_PROCEDURE.replace("RETURN", "frame.dropna()"), 8, path="jobs/load.py"),
        silent(_JOB.replace("HOW", ""), path="jobs/clean.py"),
        silent(_PROCEDURE.replace("RETURN", "return frame.dropna()"), path="jobs/load.py"),
    ),
)
def none_kept_as_value(module: PythonModule) -> Iterator[Found]:
    """A value is kept that is None, since what makes it returns nothing.

    ## Why it matters
    The next line that uses it ends in `'NoneType' object has no attribute …`, or writes None where rows were meant.

    ## Instead
    Either the assignment or `inplace=True`, not both; a `return` at the end of the function.

    ## When it stays silent
    Where the function is decorated, bound more than once, or a stub, and where nothing asks the value for more than
    None can give. In tests.

    ## Fix
    None: whether the value or the statement is wrong, the file does not tell.
    """
    if tests_only(module.path):
        return
    for one in nothings(module):
        yield Found(f"The value of `{one.what}` is None: {one.why}.", one.line, one.what)
