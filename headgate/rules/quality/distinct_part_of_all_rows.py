"""Rule: A share whose part counts distinct values and whose whole counts rows."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SHELLS = (exp.Cast, exp.TryCast, exp.Nullif, exp.Paren)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select week,
              count(distinct case when refunded then order_id end) / nullif(count(*), 0) as refund_rate
            from lines group by week
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select week, count(distinct case when refunded then order_id end) / count(distinct order_id) as refund_rate
            from lines group by week
            """,
            path="q.sql",
        ),
        silent("select count(distinct order_id) / count(*) as uniqueness from lines\n", path="q.sql"),
        silent("select count(*) / count(distinct order_id) as lines_per_order from lines\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A share whose part counts distinct values and whose whole counts rows.

    ## Why it matters
    An order of five lines counts once above and five times below: the rate is too small, and falls as orders grow. The
    denominator is at another grain than the numerator.

    ## Instead
    COUNT(DISTINCT …) of the same column in both.

    ## When it stays silent
    The part has no condition, so that the ratio may be meant as one of distinct values to rows; both are distinct, or
    neither is.

    ## Fix
    Count distinct values in the denominator as well.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, exp.Div | exp.SafeDivide):
                continue
            part, whole = _core(node.this), _core(node.expression)
            if isinstance(part, exp.Mul):
                part = next(
                    (one for one in map(_core, (part.this, part.expression)) if isinstance(one, exp.Count)), part
                )
            if _is_conditional(part) and isinstance(whole, exp.Count) and not isinstance(whole.this, exp.Distinct):
                message = (
                    f"{shown(node)} divides a count of distinct values by a count of rows: the denominator is at "
                    "another grain than the numerator (wrong aggregate)."
                )
                yield Found(message, statement.line(node), shown(node))


def _is_conditional(node: exp.Expr) -> bool:
    if isinstance(node, exp.Filter):
        return isinstance(node.this, exp.Count) and isinstance(node.this.this, exp.Distinct)
    if not isinstance(node, exp.Count) or not isinstance(node.this, exp.Distinct) or len(node.this.expressions) != 1:
        return False
    return isinstance(bare(node.this.expressions[0]), exp.Case | exp.If)


def _core(node: exp.Expr) -> exp.Expr:
    while isinstance(node, _SHELLS):
        node = node.this
    return bare(node)
