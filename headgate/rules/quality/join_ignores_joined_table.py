"""Rule: A join condition that does not speak of the joined table."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    columns_of,
    shown,
)
from headgate.facts.sql.scopes import Relation, RelationKind, qualifiers
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select o.id
            from orders o
            join customers c on o.c = c.id
            join regions r on c.region = o.region
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            join customers c on o.c = c.id
            join regions r on c.region = r.id
            """,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            join settings s on true
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join condition that does not speak of the joined table.

    ## Why it matters
    ON compares tables that were joined before, or constants. Each row that meets it is joined with all rows of
    the new table: results are multiplied by its size.

    ## Instead
    Compare a column of the joined table with one of the tables before it.

    ## When it stays silent
    The condition names the joined table, or a column without qualifier that may be its own; `ON true` and `ON 1 =
    1`, which say that all pairs are meant.

    ## Fix
    Correct the alias in ON.
    """
    for scope in statement.scopes.all:
        for relation in scope.relations:
            on = relation.join.args.get("on") if relation.join is not None else None
            if on is None or not relation.names or relation.kind is RelationKind.OTHER:
                continue
            columns = list(columns_of(on))
            if not columns or any(not column.table for column in columns):
                continue
            if on.find(exp.Select) or any(_names(column, relation) for column in columns):
                continue
            message = f"The condition {shown(on)} does not name {relation.name}, so each row meets all rows of it."
            yield Found(message, statement.line(on), relation.name)


def _names(column: exp.Column, relation: Relation) -> bool:
    return any(name in relation.names for name in qualifiers(column))
