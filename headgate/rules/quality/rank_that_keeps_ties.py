"""Rule: RANK() = 1 where one row is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, shown
from headgate.facts.sql.rows import meant
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id, status
            from events
            qualify rank() over (partition by id order by changed_at desc) = 1
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select id, status
            from events
            qualify row_number() over (partition by id order by changed_at desc) = 1
            """,
            path="q.sql",
        ),
        silent(
            """
            select distinct id
            from events
            qualify rank() over (partition by id order by changed_at desc) = 1
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """RANK() = 1 where one row is wanted.

    ## Why it matters
    Rows that tie in the order all have rank 1: two changes at the same instant give two "latest" rows, and duplicates
    downstream.

    ## Instead
    ROW_NUMBER() with an order that ends in a unique column.

    ## When it stays silent
    DISTINCT or GROUP BY makes one row of ties.

    ## Fix
    Use ROW_NUMBER().
    """
    for scope in statement.scopes.all:
        if scope.query.args.get("distinct") or scope.query.args.get("group"):
            continue
        for clause in ("qualify", "where"):
            found = scope.query.args.get(clause)
            for part in conjuncts(found.this if found is not None else None):
                window = meant(bare(part.this), scope) if isinstance(part, exp.EQ) else None
                ranked = isinstance(window, exp.Window) and isinstance(window.this, exp.Rank | exp.DenseRank)
                if ranked and bare(part.expression).sql() == "1" and window is not None:
                    message = f"{shown(window)} = 1 keeps all rows that tie in the order: they stay as duplicates."
                    yield Found(message, statement.line(part), shown(window))
