"""Rule: A ratio of whole numbers that is cut to a whole number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    bare,
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.fix import Rows
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

TRUNCATING = frozenset(("", "athena", "postgres", "presto", "redshift", "sqlite", "trino", "tsql"))
"""Dialects in which integer / integer is an integer; standard SQL where no dialect is told."""

_EXACT = Rewrite(
    "Multiply by 1.0 before dividing", re.compile(r"(?<![/*\s])\s{0,20}/(?![/*])\s{0,20}"), " * 1.0 / ", Rows.OTHER
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            "select count(*) / count(distinct day) as per_day from orders\n",
            1,
            path="q.sql",
            fixed="select count(*) * 1.0 / count(distinct day) as per_day from orders\n",
        ),
        silent("select 1.0 * count(*) / count(distinct day) as per_day from orders\n", path="q.sql"),
        silent("select sum(total) / count(*) as mean from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A ratio of whole numbers that is cut to a whole number.

    ## Why it matters
    Here the division of two integers gives an integer: shares between 0 and 1 become 0.

    ## Instead
    Make one side a decimal: `1.0 * a / b`, or a cast.

    ## When it stays silent
    The dialect divides to a decimal, or the text does not tell that both sides are whole numbers.

    ## Fix
    Multiply by 1.0 before dividing, where the line has one division.
    """
    if statement.dialect not in TRUNCATING:
        return
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if isinstance(node, exp.Div) and _is_whole(node.left) and _is_whole(node.right):
                if isinstance(bare(node.left), exp.Literal) and isinstance(bare(node.right), exp.Literal):
                    exact = int(bare(node.left).this) % max(int(bare(node.right).this), 1) == 0
                    if exact:
                        continue
                level = None if statement.dialect else Level.NOTE
                message = f"{shown(node)} divides whole numbers, and the fraction is cut off."
                yield Found(message, statement.line(node), shown(node), level=level, rewrite=_EXACT)


def _is_whole(node: exp.Expr) -> bool:
    node = bare(node)
    if isinstance(node, exp.Literal):
        return not node.is_string and str(node.this).isdigit()
    if isinstance(node, exp.Cast):
        return node.to.this in exp.DataType.INTEGER_TYPES
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        return _is_whole(node.left) and _is_whole(node.right)
    if isinstance(node, exp.Sum):
        case = bare(node.this)
        values = [branch.args["true"] for branch in case.args["ifs"]] if isinstance(case, exp.Case) else []
        return bool(values) and all(_is_whole(value) for value in values)
    return isinstance(node, exp.Count)
