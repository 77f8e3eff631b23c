"""Rule: Relations listed with a comma, and nothing joins them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    aggregates_of,
    conjuncts,
)
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, qualifiers
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.words import Words
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select o.id, c.name
            from orders o, customers c
            where o.total > 3
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select o.id, c.name
            from orders o, customers c
            where o.c = c.id
            """,
            path="q.sql",
        ),
        silent(
            """
            with m as (select max(day) as day from orders)
            select o.id from orders o, m where o.total > 3
            """,
            path="q.sql",
        ),
        silent("select o.id from orders o, unnest(o.lines) as l\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Relations listed with a comma, and nothing joins them.

    ## Why it matters
    Every row of one meets every row of the other: sums and counts are multiplied.

    ## Instead
    JOIN … ON, or CROSS JOIN where all pairs are meant.

    ## When it stays silent
    WHERE compares them or has a column that may be of either; one of them has a single row (an aggregate, a
    SELECT without FROM); UNNEST and lateral sources.

    ## Fix
    Add the condition, or write CROSS JOIN.
    """
    for scope in statement.scopes.all:
        listed = [r for r in scope.relations if r.comma and r.kind is not RelationKind.OTHER]
        if not listed or not isinstance(scope.query, exp.Select):
            continue
        words = Words(statement.text, statement.dialect)
        for relation in listed:
            if relation.join is None or words.joined_by_comma(relation.join) is not True or _is_lateral(relation):
                continue
            if _is_one_row(relation) or _is_one_row(scope.relations[0]) or _is_linked(relation, scope):
                continue
            message = f"Nothing joins {relation.name or 'this relation'} to the others: every row meets every row."
            yield Found(message, statement.line(relation.node), relation.name)


def _is_lateral(relation: Relation) -> bool:
    return relation.node.find(exp.Lateral, exp.Unnest) is not None


def _is_one_row(relation: Relation) -> bool:
    query = relation.query
    if not isinstance(query, exp.Select) or query.args.get("group"):
        return False
    limit = query.args.get("limit")
    if isinstance(limit, exp.Limit) and limit.expression.sql() == "1":
        return True
    return query.args.get("from_") is None or any(True for item in query.expressions for _ in aggregates_of(item))


def _is_linked(relation: Relation, scope: Scope) -> bool:
    """Whether some condition of the query holds a column of `relation` and one of another, or may."""
    where = scope.query.args.get("where")
    conditions = [where.this] if where is not None else []
    conditions += [r.join.args["on"] for r in scope.relations if r.join is not None and r.join.args.get("on")]
    for part in (part for condition in conditions for part in conjuncts(condition)):
        columns = list(part.find_all(exp.Column))
        mine = [any(name in relation.names for name in qualifiers(column)) for column in columns]
        if any(not column.table for column in columns) or (any(mine) and not all(mine)):
            return True
    return False
