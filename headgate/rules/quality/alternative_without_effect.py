"""Rule: An alternative that another one beside it holds already."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, disjuncts, is_volatile, same, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike, exp.In, exp.Between)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id from sensors
            where
              (occupancy != 0 or occupancy is not null)
            """,
            3,
            path="q.sql",
        ),
        fires("select id from orders where status != 'void' or status != 'test'\n", 1, path="q.sql"),
        silent("select id from sensors where occupancy != 0 and occupancy is not null\n", path="q.sql"),
        silent("select id from orders where status != 'void' or paid_by != 'void' or status is null\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """An alternative that another one beside it holds already.

    ## Why it matters
    `x <> 0 or x is not null` holds for every x that is not NULL: the comparison with 0 does nothing. So does
    `x <> 'a' or x <> 'b'`, since no x is both. AND was meant, and the rows that were to go stay.

    ## Instead
    AND between two exclusions.

    ## When it stays silent
    Each alternative takes rows that the others do not.

    ## Fix
    Put AND in the place of OR.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, exp.Or) or isinstance(_above(node), exp.Or):
                continue
            parts = list(disjuncts(node))
            pair = next(((a, b) for i, a in enumerate(parts) for b in parts[i + 1 :] if _is_idle(a, b)), None)
            if pair is not None:
                message = (
                    f"{shown(pair[0])} OR {shown(pair[1])} holds for every value that is not NULL, so it excludes "
                    "nothing (tautology): AND was meant."
                )
                yield Found(message, statement.line(node), f"{shown(pair[0])} {shown(pair[1])}")


def _above(node: exp.Expr) -> exp.Expr | None:
    above = node.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    return above


def _is_idle(one: exp.Expr, other: exp.Expr) -> bool:
    """Whether the two together say no more than that their subject is not NULL."""
    left, right = _excluded(one), _excluded(other)
    if left is not None and right is not None:
        return same(left[0], right[0]) and not same(left[1], right[1]) and not is_volatile(left[0])
    for first, second in ((one, other), (other, one)):
        subject = _not_null(first)
        if subject is not None and isinstance(second, _COMPARISONS) and same(bare(second.this), subject):
            return True
    return False


def _excluded(node: exp.Expr) -> tuple[exp.Expr, exp.Expr] | None:
    """Subject and constant of `x <> 'a'`."""
    if isinstance(node, exp.NEQ) and isinstance(bare(node.expression), exp.Literal):
        return bare(node.this), bare(node.expression)
    return None


def _not_null(node: exp.Expr) -> exp.Expr | None:
    if isinstance(node, exp.Not):
        inner = bare(node.this)
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            return bare(inner.this)
    return None
