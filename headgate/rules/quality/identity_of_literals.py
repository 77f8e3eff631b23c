"""A value is compared with a literal by identity."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from pyspark.sql import DataFrame

    def counts(frame: DataFrame, name: str) -> DataFrame:
        if name TEST:
            return frame.drop("count")
        return frame
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("TEST", 'is not "count"'), 4, path="jobs/counts.py"),
        silent(_JOB.replace("TEST", '!= "count"'), path="jobs/counts.py"),
        silent(_JOB.replace("TEST", "is not None"), path="jobs/counts.py"),
    ),
)
def identity_of_literals(module: PythonModule) -> Iterator[Found]:
    """A value is compared with a literal by identity.

    ## Why it matters
    `is` asks whether the two are the same object. A text that was read from a file or put together is another object
    than the literal, however equal, so that the condition goes the wrong way in production and the right one in tests.

    ## Instead
    `==` and `!=`.

    ## When it stays silent
    For None, True, False and `...`, which exist once.

    ## Fix
    None: it is said in the message.
    """
    for node in module.of(ast.Compare):
        for operator, left, right in zip(node.ops, [node.left, *node.comparators], node.comparators, strict=False):
            literal = next((one for one in (right, left) if _literal(one)), None)
            if isinstance(operator, ast.Is | ast.IsNot) and literal is not None:
                wanted = "==" if isinstance(operator, ast.Is) else "!="
                yield Found(
                    f"`{ast.unparse(node)[:80]}` compares identity with a literal, which equal values need not share; "
                    f"the operator that compares values is `{wanted}`.",
                    node.lineno,
                    ast.unparse(node)[:80],
                )


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes | int | float) and not isinstance(node.value, bool)
    return isinstance(node, ast.Tuple | ast.List | ast.Dict | ast.JoinedStr)
