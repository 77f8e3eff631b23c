"""Rule: A divisor that is kept from 0 in one place and not in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, columns_of, same, shown
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select
              price / nullif(shares, 0) as price_per_share,
              costs / shares as costs_per_share
            from t
            """,
            3,
            path="q.sql",
        ),
        silent("select price / nullif(shares, 0) as p, costs / nullif(shares, 0) as c from t\n", path="q.sql"),
        silent(
            "select price / nullif(shares, 0) as p, case when shares > 0 then costs / shares end as c from t\n",
            path="q.sql",
        ),
        silent("select price / nullif(shares, 0) as p, costs / shares as c from t where shares > 0\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A divisor that is kept from 0 in one place and not in another.

    ## Why it matters
    The query itself says that the divisor can be 0. The division that was left unguarded fails on the first such row,
    and the whole query with it, or gives infinity.

    ## Instead
    NULLIF(…, 0) in all places.

    ## When it stays silent
    CASE, a filter or a function around the division speaks of the divisor; the guarded one stands in another query.

    ## Fix
    Put NULLIF(…, 0) round the divisor.
    """
    for scope in statement.scopes.all:
        guarded: defaultdict[str, list[exp.Expr]] = defaultdict(list)
        plain: list[exp.Div] = []
        for node in scope.nodes:
            if not isinstance(node, exp.Div) or node.args.get("safe"):
                continue
            divisor = _core(node.expression)
            if isinstance(divisor, exp.Nullif) and bare(divisor.expression).sql() in ("0", "0.0"):
                inner = _core(divisor.this)
                guarded[inner.sql(comments=False).lower()].append(inner)
            elif any(True for _ in columns_of(divisor)):
                plain.append(node)
        for node in plain if guarded else ():
            divisor = _core(node.expression)
            if divisor.sql(comments=False).lower() in guarded and not _is_spoken_of(divisor, node, scope):
                message = (
                    f"{shown(node)} divides by {shown(divisor)}, which the same query keeps from 0 elsewhere by "
                    "NULLIF: here a 0 is a division by zero."
                )
                yield Found(message, statement.line(node), shown(node))


def _core(node: exp.Expr) -> exp.Expr:
    node = bare(node)
    while isinstance(node, exp.Cast | exp.TryCast):
        node = bare(node.this)
    return node


def _is_spoken_of(divisor: exp.Expr, node: exp.Expr, scope: Scope) -> bool:
    """Whether a CASE or call around the division, or a filter of the query, names the divisor's columns."""
    above = node.parent
    while above is not None and above is not scope.query:
        if isinstance(above, exp.Case | exp.If | exp.Anonymous | exp.Coalesce | exp.Filter):
            return True
        above = above.parent
    names = list(columns_of(divisor))
    clauses = [scope.query.args.get(key) for key in ("where", "having", "qualify")]
    asked = [column for clause in clauses if clause is not None for column in columns_of(clause)]
    asked += [column for one in scope.relations if one.join is not None for column in columns_of(one.join)]
    return any(same(one, other) for one in names for other in asked)
