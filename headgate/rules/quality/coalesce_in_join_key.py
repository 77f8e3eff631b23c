"""Rule: A join compares a default value instead of a missing key."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    bare,
    columns_of,
    conjuncts,
    is_constant,
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select o.id
            from orders o
            join customers c on coalesce(o.customer_id, 0) = c.id
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            join customers c on coalesce(o.customer_id, o.guest_id) = c.id
            """,
            path="q.sql",
        ),
        silent(
            """
            select coalesce(o.customer_id, 0) as c
            from orders o
            join customers c on o.customer_id = c.id
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join compares a default value instead of a missing key.

    ## Why it matters
    COALESCE gives all missing keys one value, and they then match each other, or a real row that has this value.
    No match looks like a match.

    ## Instead
    Join on the key itself; compare null-safely where NULL is to match NULL.

    ## When it stays silent
    The defaults are columns, not constants, or the comparison is not between two relations.

    ## Fix
    Remove COALESCE from the key.
    """
    for scope in statement.scopes.all:
        for relation in scope.relations:
            on = relation.join.args.get("on") if relation.join is not None else None
            for part in conjuncts(on):
                if not isinstance(part, exp.EQ) or not all(list(columns_of(side)) for side in (part.left, part.right)):
                    continue
                for side in (bare(part.left), bare(part.right)):
                    if isinstance(side, exp.Coalesce) and side.expressions and is_constant(side.expressions[-1]):
                        message = f"In {shown(part)} all missing keys get one value, and match by it."
                        yield Found(message, statement.line(part), shown(part))
                        break
