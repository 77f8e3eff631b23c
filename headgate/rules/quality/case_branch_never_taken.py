"""Rule: A CASE branch that an earlier one has taken already."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    bare,
    conjuncts,
    is_volatile,
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
            select case
              when total > 10 then 'small'
              when total > 100 then 'large'
            end as size
            from orders
            """,
            3,
            path="q.sql",
        ),
        fires(
            """
            select case status
              when 'a' then 1
              when 'b' then 2
              when 'a' then 3
            end as s
            from orders
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            select case
              when total > 100 then 'large'
              when total > 10 then 'small'
            end as size
            from orders
            """,
            path="q.sql",
        ),
        silent(
            """
            select case when a = 1 and b = 2 then 'x' when a = 1 then 'y' end as s from t
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A CASE branch that an earlier one has taken already.

    ## Why it matters
    CASE takes the first branch that holds. A condition that is repeated, or covered by an earlier one, is never
    reached: the value it was to give never appears.

    ## Instead
    Order branches from narrow to wide, and correct the repeated one.

    ## When it stays silent
    Conditions that overlap only partly, or whose order the text does not tell.

    ## Fix
    Correct or remove the branch.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, exp.Case):
                continue
            earlier: list[exp.Expr] = []
            for branch in node.args["ifs"]:
                condition = bare(branch.this)
                cover = next((one for one in earlier if _covers(one, condition)), None)
                if cover is not None and not is_volatile(condition):
                    message = f"WHEN {shown(condition)} is never reached: WHEN {shown(cover)} comes before it."
                    yield Found(message, statement.line(branch), shown(condition))
                earlier.append(condition)


def _covers(earlier: exp.Expr, later: exp.Expr) -> bool:
    """Whether `earlier` holds wherever `later` does."""
    if same(earlier, later):
        return True
    if isinstance(later, exp.And):
        return any(_covers(earlier, part) for part in conjuncts(later))
    if not isinstance(earlier, (exp.GT, exp.GTE, exp.LT, exp.LTE)) or type(earlier) is not type(later):
        return False
    one, two = earlier.expression, later.expression
    if not same(earlier.this, later.this) or not (isinstance(one, exp.Literal) and isinstance(two, exp.Literal)):
        return False
    if one.is_string or two.is_string:
        return False
    below = float(one.this) <= float(two.this)
    return below if isinstance(earlier, (exp.GT, exp.GTE)) else float(one.this) >= float(two.this)
