"""A dictionary is written with the same key twice and different values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.spark.plans import tests_only
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    import pandas as pd

    NAMES = {
        "id": "order_id",
        "amount": "net",
        KEY: "gross",
    }

    def rename(orders: pd.DataFrame) -> pd.DataFrame:
        return orders.rename(columns=NAMES)
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("KEY", '"amount"'), 6, path="jobs/rename.py"),
        silent(_JOB.replace("KEY", '"total"'), path="jobs/rename.py"),
        silent(_JOB.replace('KEY: "gross"', '"amount": "net"'), path="jobs/rename.py"),
    ),
)
def key_written_twice(module: PythonModule) -> Iterator[Found]:
    """A dictionary is written with the same key twice and different values.

    ## Why it matters
    The last one wins and the first is dropped without a word: a column is not renamed, a setting is not set, a type
    is not cast.

    ## Instead
    One entry a key; of two, one was meant for something else.

    ## When it stays silent
    Where the two values are the same. In tests.

    ## Fix
    None: which of the two is right, the file does not tell.
    """
    for node in module.of(ast.Dict) if not tests_only(module.path) else ():
        seen: dict[tuple[str, str], ast.expr] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if not isinstance(key, ast.Constant):
                continue
            known = (type(key.value).__name__, repr(key.value))
            if known in seen and ast.dump(seen[known]) != ast.dump(value):
                yield Found(
                    f"The key {key.value!r} is written twice: this value replaces the one of line "
                    f"{seen[known].lineno}, which has no effect.",
                    key.lineno,
                    f"{key.value!r}:{ast.unparse(value)[:60]}",
                )
            seen[known] = value
