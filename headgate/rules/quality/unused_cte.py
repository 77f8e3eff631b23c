"""Rule: A CTE that nothing reads."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires("with o as (select 1 as id),\nlate as (select 2 as id)\nselect id from o\n", 2, path="q.sql"),
        silent("with o as (select 1 as id),\np as (select id from o)\nselect id from p\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A CTE that nothing reads.

    ## Why it matters
    It was meant for something: a filter or a join that was to come, or one that an edit lost. Readers take it
    for part of the result.

    ## Instead
    Read it, or remove it.

    ## When it stays silent
    Some query in its reach reads it. One that changes data (INSERT … RETURNING) runs all the same.

    ## Fix
    Remove the CTE.
    """
    for cte in statement.scopes.unused_ctes:
        if statement.scopes.of(cte.this) is not None or cte.this.key not in ("insert", "update", "delete", "merge"):
            yield Found(f"CTE {cte.alias} is never read.", statement.line(cte), cte.alias.lower())
