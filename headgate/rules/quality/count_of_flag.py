"""Rule: COUNT of an expression that is never NULL where a condition was to be counted."""

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

_ELSE = re.compile(r"(?<!\s)\s{1,20}else\s{1,20}(?:\d{1,9}|false|true|'[^'\n]{0,40}')(?=\s{1,20}end\b)", re.I)
_WITHOUT = Rewrite("Take ELSE away", _ELSE, "", Rows.OTHER)


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
            fixed="""
            select count(case when status = 'paid' then 1 end) as paid from orders
            """,
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
    ELSE is taken away, where the line has one such branch: what meets no condition is NULL then, and not counted.
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
            yield Found(message, statement.line(node), shown(node), rewrite=_WITHOUT)
