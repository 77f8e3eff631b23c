"""Rule: COALESCE, NULLIF or GREATEST of one thing twice."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
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
        fires("select coalesce(billing_city, billing_city) as city from orders\n", 1, path="q.sql"),
        fires("select coalesce(total, 0, net) as amount from orders\n", 1, path="q.sql"),
        silent("select coalesce(billing_city, shipping_city, 'none') as city from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """COALESCE, NULLIF or GREATEST of one thing twice.

    ## Why it matters
    `coalesce(x, x)` is x, `nullif(x, x)` is NULL, and what follows a constant in COALESCE is never taken. The
    second argument was to be another column.

    ## Instead
    Name the column that was meant as the fallback.

    ## When it stays silent
    The arguments differ, or the constant stands last.

    ## Fix
    Correct the repeated argument.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, (exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least)):
                continue
            second = node.args.get("expression")
            parts = [node.this, *([second] if second is not None else node.expressions)]
            twice = next((p for i, p in enumerate(parts) if any(same(p, q) for q in parts[:i])), None)
            if twice is not None and not is_volatile(twice) and not isinstance(twice, exp.Null):
                message = f"{shown(node)} names {shown(twice)} twice; the second has no effect of its own."
                yield Found(message, statement.line(node), shown(node))
            elif isinstance(node, exp.Coalesce) and any(isinstance(part, exp.Literal) for part in parts[:-1]):
                message = f"What follows the constant in {shown(node)} is never taken."
                yield Found(message, statement.line(node), shown(node))
