"""Rule: Grouping by a column that an outer join leaves NULL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    aggregates_of,
    bare,
    shown,
)
from headgate.facts.sql.nullability import Nullability, optional_relations
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
            select c.name, sum(p.amount) as paid
            from payments p
            left join customers c on c.id = p.customer_id
            group by c.name
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            select p.customer_id, sum(p.amount) as paid
            from payments p
            left join customers c on c.id = p.customer_id
            group by p.customer_id
            """,
            path="q.sql",
        ),
        silent(
            """
            select c.name, sum(p.amount) as paid
            from payments p
            left join customers c on c.id = p.customer_id
            where c.name is not null
            group by c.name
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Grouping by a column that an outer join leaves NULL.

    ## Why it matters
    Rows without a match have NULL in that column, so GROUP BY gathers them all in one group that belongs to
    nobody, and its sums look like those of a real one.

    ## Instead
    Group by the column of the kept side, or drop the rows without a match first.

    ## When it stays silent
    A filter keeps NULL out, COALESCE gives the group a name, or nothing is aggregated.

    ## Fix
    Group by the other side's key.
    """
    nulls = Nullability(statement.scopes)
    for scope in statement.scopes.all:
        group = scope.query.args.get("group")
        optional = optional_relations(scope)
        if (
            group is None
            or not optional
            or not any(True for item in scope.query.expressions for _ in aggregates_of(item))
        ):
            continue
        for item in group.expressions:
            column = meant(bare(item), scope)
            if not isinstance(column, exp.Column) or scope.owner(column) not in optional:
                continue
            found = nulls.of(column, scope)
            if found.may:
                message = f"Rows without a match share the NULL group of {shown(column)}: {found.reason}."
                yield Found(message, statement.line(item), shown(column))
                break
