"""Rule: A comparison whose two sides are the same, or two different constants."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import is_volatile, same, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is)
_IDIOMS = frozenset(("1 = 1", "1 = 0", "0 = 1", "0 = 0"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select id from orders\nwhere status = status\n", 2, path="q.sql"),
        fires("select o.id\nfrom orders o\nleft join lines l\n  on o.id = o.id\n", 4, path="q.sql"),
        silent("select id from orders\nwhere 1 = 1 and status = 'paid'\n", path="q.sql"),
        silent("select o.id\nfrom orders o\njoin orders p on o.id = p.id\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A comparison whose two sides are the same, or two different constants.

    ## Why it matters
    `x = x` is true for every row where x is not NULL: a filter that filters nothing, a join that joins all with
    all. Nearly always one side was to be another table's column.

    ## Instead
    Compare with what was meant; where NULLs are to go, say IS NOT NULL.

    ## When it stays silent
    `1 = 1` and `1 = 0`, which are idioms, and functions that answer anew each time.

    ## Fix
    Correct one side.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, _COMPARISONS) or isinstance(node.parent, exp.Update):
                continue
            left, right = node.this, node.expression
            if isinstance(left, exp.Literal) and isinstance(right, exp.Literal):
                if not statement.templated and shown(node) not in _IDIOMS:
                    yield Found(f"{shown(node)} compares two constants.", statement.line(node), shown(node))
            elif isinstance(left, (exp.Column, exp.Func, exp.Cast)) and same(left, right) and not is_volatile(left):
                message = f"{shown(node)} compares {shown(left)} with itself: it says nothing but that it is not NULL."
                yield Found(message, statement.line(node), shown(node))
