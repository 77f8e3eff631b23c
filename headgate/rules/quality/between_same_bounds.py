"""Rule: BETWEEN with one bound twice, or with bounds the wrong way round."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    same,
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select c.name
            from visits v
            join ranges c
              on v.ip between c.range_start and c.range_start
            """,
            4,
            path="q.sql",
        ),
        fires("select id from orders where total between 100 and 10\n", 1, path="q.sql"),
        fires("select id from orders where day between '2024-02-01' and '2024-01-01'\n", 1, path="q.sql"),
        silent(
            """
            select c.name
            from visits v
            join ranges c
              on v.ip between c.range_start and c.range_end
            """,
            path="q.sql",
        ),
        silent("select id from orders where total between 10 and 100\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """BETWEEN with one bound twice, or with bounds the wrong way round.

    ## Why it matters
    With the same column as both bounds only exact hits remain; with the larger bound first nothing does. The
    query runs and finds almost nothing.

    ## Instead
    Lower bound first, upper bound second.

    ## When it stays silent
    The bounds are two different expressions whose order the text does not tell.

    ## Fix
    Correct the bound that was copied.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, exp.Between):
                continue
            low, high = node.args["low"], node.args["high"]
            if same(low, high):
                message = f"Both bounds of {shown(node)} are {shown(low)}, so only equality is left."
                yield Found(message, statement.line(node), shown(node))
            elif _is_crossed(low, high):
                message = f"{shown(node)} is never true: the lower bound is above the upper one."
                yield Found(message, statement.line(node), shown(node))


def _is_crossed(low: exp.Expr, high: exp.Expr) -> bool:
    if not isinstance(low, exp.Literal) or not isinstance(high, exp.Literal) or low.is_string != high.is_string:
        return False
    if low.is_string:
        return len(low.this) == len(high.this) and low.this[:1].isdigit() and str(low.this) > str(high.this)
    return float(low.this) > float(high.this)
