"""Rule: A value that is divided by itself, or taken from itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from headgate.facts.sql.expressions import bare, columns_of, is_volatile, same, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SHELLS = (exp.Cast, exp.TryCast, exp.Nullif, exp.Paren)
_KINDS: Mapping[type[exp.Expr], str] = {exp.Div: "divided by", exp.SafeDivide: "divided by", exp.Sub: "taken from"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select station,
              sum(hov_volume) / nullif(sum(all_volume), 0) as hov_share,
              sum(hov_miles) / nullif(sum(hov_miles), 0) as hov_miles_share
            from traffic group by station
            """,
            3,
            path="q.sql",
        ),
        fires("select total - total as difference from orders\n", 1, path="q.sql"),
        silent("select sum(hov_miles) / nullif(sum(miles), 0) as share, power(n, 2) / n as m from t\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A value that is divided by itself, or taken from itself.

    ## Why it matters
    `x / nullif(x, 0)` is 1 for every row and `x - x` is 0: the share or the difference says nothing. A line was copied
    and only one of two names was changed.

    ## Instead
    The total that the part belongs to.

    ## When it stays silent
    The two sides differ in anything but casts and NULLIF, or have no column.

    ## Fix
    None: which total was meant is for the author to say.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if type(node) not in _KINDS:
                continue
            one, other = _core(node.this), _core(node.expression)
            if not same(one, other) or is_volatile(one) or not any(True for _ in columns_of(one)):
                continue
            result = "0" if isinstance(node, exp.Sub) else "1"
            message = f"{shown(one)} is {_KINDS[type(node)]} itself, which is {result} for every row (wrong column)."
            yield Found(message, statement.line(node), shown(node))


def _core(node: exp.Expr) -> exp.Expr:
    while isinstance(node, _SHELLS):
        node = node.this
    return bare(node)
