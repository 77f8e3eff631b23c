"""Rule: The key of a FULL JOIN is taken from one side."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    columns_of,
    conjuncts,
    same,
    shown,
)
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
              a.day,
              a.n,
              b.m
            from a
            full join b on a.day = b.day
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select coalesce(a.day, b.day) as day, a.n, b.m
            from a
            full join b on a.day = b.day
            """,
            path="q.sql",
        ),
        silent(
            """
            select a.day, b.day as other_day, a.n
            from a
            full join b on a.day = b.day
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """The key of a FULL JOIN is taken from one side.

    ## Why it matters
    Rows that the other side alone has come out with NULL as their key.

    ## Instead
    COALESCE of both keys, or USING.

    ## When it stays silent
    Both keys are in the result, or COALESCE unites them.

    ## Fix
    Replace the column by COALESCE of both.
    """
    for scope in statement.scopes.all:
        if not isinstance(scope.query, exp.Select) or any(item.is_star for item in scope.query.expressions):
            continue
        for relation in scope.relations:
            on = relation.join.args.get("on") if relation.join is not None and relation.side == "FULL" else None
            for part in conjuncts(on):
                if (
                    isinstance(part, exp.EQ)
                    and isinstance(part.left, exp.Column)
                    and isinstance(part.right, exp.Column)
                ):
                    yield from _one_sided(part.left, part.right, scope, statement)


def _one_sided(left: exp.Column, right: exp.Column, scope: Scope, statement: SqlStatement) -> Iterator[Found]:
    where = scope.query.args.get("where")
    for mine, other in ((left, right), (right, left)):
        item = next((i for i in scope.query.expressions if same(i.unalias(), mine)), None)
        rest = [*scope.query.expressions, *([where] if where is not None else [])]
        if item is not None and not any(same(c, other) for node in rest for c in columns_of(node)):
            message = f"{shown(mine)} is NULL for rows that {other.table or 'the other side'} alone has."
            yield Found(message, statement.line(item), shown(mine))
