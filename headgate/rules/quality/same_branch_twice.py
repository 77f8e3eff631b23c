"""Rule: A set operation holds the same query twice."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    same,
    shown,
)
from headgate.facts.sql.scopes import branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id, 'a' as kind from orders
            union all
            select id, 'a' as kind from orders
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select id, 'a' as kind from orders
            union all
            select id, 'b' as kind from orders
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A set operation holds the same query twice.

    ## Why it matters
    UNION ALL then gives each row twice; with UNION the second one does nothing. One branch was copied and not
    changed.

    ## Instead
    Change what the second branch was to read.

    ## When it stays silent
    The branches differ anywhere, or hold a part that the template did not tell.

    ## Fix
    Correct or remove the repeated branch.
    """
    for operation, _ in statement.scopes.set_operations:
        seen: list[exp.Expr] = []
        for branch in branches(operation):
            if isinstance(branch, exp.Select) and branch.args.get("from_") is not None:
                if any(same(branch, earlier) for earlier in seen):
                    message = f"This branch repeats an earlier one word for word: {shown(branch)}."
                    yield Found(message, statement.line(branch), shown(branch))
                seen.append(branch)
