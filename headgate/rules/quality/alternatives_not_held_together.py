"""Rule: Two alternatives of one test, of which AND takes only one."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select id\nfrom orders\nwhere paid\n  and kind = 'a' or kind = 'b'\n", 4, path="q.sql"),
        fires("select id\nfrom orders\nwhere kind = 'a'\n  or kind = 'b' and paid\n", 3, path="q.sql"),
        silent("select id from orders where paid and (kind = 'a' or kind = 'b')\n", path="q.sql"),
        silent("select id from orders where (paid and kind = 'a') or kind = 'b'\n", path="q.sql"),
        silent("select id from orders where kind = 'a' and total > 5 or kind = 'b'\n", path="q.sql"),
        silent("select id from orders where paid and kind = 'a' or sent and kind = 'b'\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Two alternatives of one test, of which AND takes only one.

    ## Why it matters
    AND binds before OR (operator precedence). In `paid AND kind = 'a' OR kind = 'b'` rows of kind b pass unpaid: the
    other condition holds for one alternative alone.

    ## Instead
    Put parentheses round the alternatives, or use IN. If it is meant as it stands, parentheses round the AND say so.

    ## When it stays silent
    Parentheses tell what is meant; the alternatives beside the OR differ in more than a value.

    ## Fix
    None: which of the two is meant is not told.
    """
    for node in statement.tree.find_all(exp.Or):
        left, right = node.this, node.expression
        if isinstance(left, exp.And) and not isinstance(right, exp.And | exp.Or):
            both, bound = left, (left.expression, right)
        elif isinstance(right, exp.And) and not isinstance(left, exp.And | exp.Or):
            both, bound = right, (left, _first(right))
        else:
            continue
        if _shape(bound[0]) == _shape(bound[1]) and bound[0] != bound[1]:
            message = (
                f"AND takes precedence over OR: {shown(both)} is one condition, and {shown(bound[0])} and "
                f"{shown(bound[1])}, alternatives of one test, are not held together by parentheses."
            )
            yield Found(message, statement.line(bound[0]), f"{shown(bound[0])} or {shown(bound[1])}")


def _first(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.And):
        node = node.this
    return node


def _shape(node: exp.Expr) -> str:
    """The text of a test without its values; empty where it names no column or holds no value."""
    copy = node.copy()
    values = list(copy.find_all(exp.Literal))
    if not values or copy.find(exp.Column) is None or isinstance(copy, exp.Literal):
        return str(id(node))
    for part in values:
        part.replace(exp.Placeholder())
    return copy.sql(normalize_functions="upper").lower()
