"""Rule: A string is given for a parameter that is spread with `*`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.unpacked import Unpacked, unpacked_parameters
from headgate.facts.python.walk import nodes_of
from headgate.facts.spark.python import SparkModule
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent

_JOB = """
    from pyspark.sql import SparkSession

    def save(path, sort=()):
        spark = SparkSession.builder.getOrCreate()
        spark.table("orders").orderBy(*sort).write.mode("overwrite").parquet(path)

    save("orders", sort={sort})
    """


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.format(sort='"customer_id"'), 7, path="job.py"),
        silent(_JOB.format(sort='["customer_id"]'), path="job.py"),
        silent(_JOB.format(sort='"x"'), path="job.py"),
    ),
)
def check(module: SparkModule) -> Iterator[Found]:
    """A string is given for a parameter that is spread with `*`.

    ## Why it matters
    A string is taken apart into its letters: the call gets one argument for each letter. Where names of columns are
    meant, Spark finds no column called `c`; where any text is taken, the result is silently wrong.

    ## Instead
    Give a list with the string in it.

    ## When it stays silent
    The function assigns the parameter or tests it anywhere; the string has one letter; the name of the function
    stands for several functions.

    ## Fix
    None is applied by itself.
    """
    if module.tree is None:
        return
    spread = unpacked_parameters(module.tree)
    if not spread:
        return
    functions = [node.name for node in nodes_of(module.tree) if isinstance(node, ast.FunctionDef)]
    known = [one for one in spread if functions.count(one.function) == 1]
    for call in nodes_of(module.tree):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        for one in known:
            given = _given(call, one) if one.function == call.func.id else None
            if isinstance(given, ast.Constant) and isinstance(given.value, str) and len(given.value) > 1:
                message = (
                    f"{one.function} spreads {one.name} over {one.call}, so that {given.value!r} becomes "
                    f"{len(given.value)} arguments of one letter each."
                )
                at = (Location(module.path, one.line),)
                yield Found(message, given.lineno, f"{one.function}.{one.name}", related=at)


def _given(call: ast.Call, one: Unpacked) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == one.name), None)
    if named is not None or not 0 <= one.position < len(call.args):
        return named
    before = call.args[: one.position + 1]
    return None if any(isinstance(argument, ast.Starred) for argument in before) else before[-1]
