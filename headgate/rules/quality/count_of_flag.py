"""Rule: COUNT of an expression that is never NULL where a condition was to be counted."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    bare,
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
            select count(case when status = 'paid' then 1 else 0 end) as paid from orders
            """,
            1,
            path="q.sql",
        ),
        silent("select count(case when status = 'paid' then 1 end) as paid from orders\n", path="q.sql"),
        silent("select sum(case when status = 'paid' then 1 else 0 end) as paid from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """COUNT of an expression that is never NULL where a condition was to be counted.

    ## Why it matters
    COUNT counts values that are not NULL. With ELSE 0 every row has a value, so all rows are counted, whatever
    the condition.

    ## Instead
    SUM, COUNTIF, FILTER, or CASE without ELSE.

    ## When it stays silent
    The CASE has no ELSE, or DISTINCT is counted.

    ## Fix
    Replace COUNT by SUM, or remove ELSE.
    """
    for node in statement.tree.find_all(exp.Count):
        case = bare(node.this) if isinstance(node.this, exp.Expr) else None
        if not isinstance(case, (exp.Case, exp.If)):
            continue
        otherwise = case.args.get("default") or case.args.get("false")
        branches = case.args["ifs"] if isinstance(case, exp.Case) else [case]
        if all(
            isinstance(value, (exp.Literal, exp.Boolean)) for value in (otherwise, *(b.args["true"] for b in branches))
        ):
            message = f"{shown(node)} counts every row, for the value of ELSE is counted too."
            yield Found(message, statement.line(node), shown(node))
