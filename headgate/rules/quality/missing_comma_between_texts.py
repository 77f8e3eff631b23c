"""Two texts of a list stand on two lines without a comma, and become one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.facts.python.pieces import merged_texts
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

_END = re.compile(r"$")
_JOB = """
    from pyspark.sql import DataFrame

    def turn(overlaps: DataFrame) -> DataFrame:
        return overlaps.selectExpr(
            "left as right",
            "right as left",
            "study"COMMA
            "variant",
        )
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_JOB.replace("COMMA", ""), 7, path="jobs/turn.py", fixed=_JOB.replace("COMMA", ",")),
        silent(_JOB.replace("COMMA", ","), path="jobs/turn.py"),
        silent(_JOB.replace('"study"COMMA', '"select study, "'), path="jobs/turn.py"),
        fires('import pandas as pd\nscale = [\n    (0.0, "cyan")\n    (1.0, "blue"),\n]\n', 3, path="plot.py"),
    ),
)
def missing_comma_between_texts(module: PythonModule) -> Iterator[Found]:
    """Two texts of a list stand on two lines without a comma, and become one.

    ## Why it matters
    Python joins neighbouring texts: `"study" "variant"` is the one column `studyvariant`, which does not exist, and
    the two that were meant are missing. A tuple without a comma after it is called like a function.

    ## Instead
    A comma after every item.

    ## When it stays silent
    Where a text looks broken for its length, ends or begins with a blank or a separator, or where other items are
    joined as well.

    ## Fix
    Puts the comma.
    """
    for one in merged_texts(module):
        yield Found(
            f'A comma is missing after "{one.first}": Python joins it with the next line to the one text '
            f'"{(one.first + one.second)[:80]}".',
            one.line,
            f"{one.first}{one.second}",
            rewrite=Rewrite("Put the comma.", _END, ","),
        )
    for node in module.of(ast.Call):
        if isinstance(node.func, ast.Tuple | ast.List | ast.Dict | ast.Constant):
            yield Found(
                f"A comma is missing after `{ast.unparse(node.func)[:60]}`: what follows calls it, which ends in a "
                "TypeError.",
                node.func.end_lineno or node.lineno,
                ast.unparse(node.func)[:80],
            )
