"""Rule: NOT IN over values of which one may be NULL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, not_in_query, shown
from headgate.facts.sql.nullability import Nullability
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id from orders
            where customer_id not in (
              select c.id from visits v left join customers c on v.c = c.id
            )
            """,
            2,
            path="q.sql",
        ),
        fires("select id from orders where status not in ('new', null)\n", 1, path="q.sql"),
        silent(
            """
            select id from orders
            where customer_id not in (select c.id from blocked c where c.id is not null)
            """,
            path="q.sql",
        ),
        silent("select id from orders where status not in ('new', 'paid')\n", path="q.sql"),
        silent("select id from orders where status in (select s.name from states s)\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """NOT IN over values of which one may be NULL.

    ## Why it matters
    One NULL in the list makes NOT IN unknown for every row: the filter then drops everything, from one day to the
    next and without an error.

    ## Instead
    NOT EXISTS, an anti-join, or IS NOT NULL in the subquery.

    ## When it stays silent
    The column cannot be NULL: a filter, a constraint, a not_null test or COALESCE says so.

    ## Fix
    Add `where <column> is not null` to the subquery.
    """
    nulls = Nullability(statement.scopes)
    for scope in statement.scopes.all:
        for node in scope.nodes:
            listed = bare(node.this) if isinstance(node, exp.Not) else None
            query = not_in_query(node)
            if isinstance(listed, exp.In) and any(isinstance(item, exp.Null) for item in listed.expressions):
                message = f"{shown(node)} is never true: the list holds NULL."
                yield Found(message, statement.line(node), shown(node), level=Level.ERROR)
            elif query is not None:
                yield from _of_subquery(node, query, nulls, statement)


def _of_subquery(node: exp.Expr, query: exp.Expr, nulls: Nullability, statement: SqlStatement) -> Iterator[Found]:
    found = nulls.first_output(query)
    entity = shown(node)
    if found.may:
        message = f"The subquery of NOT IN may give NULL ({found.reason}); then no row passes."
        yield Found(message, statement.line(node), entity)
