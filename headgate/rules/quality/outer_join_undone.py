"""Rule: A filter that drops the rows which the outer join was to keep."""

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
from headgate.facts.sql.nullability import null_rejected, optional_relations
from headgate.facts.sql.scopes import Relation, RelationKind, Scope
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
            left join payments p on p.order_id = o.id
            where p.status = 'paid'
            """,
            4,
            path="q.sql",
        ),
        fires(
            """
            select o.id
            from orders o
            left join payments p on p.order_id = o.id
            join banks b on b.id = p.bank_id
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            left join payments p on p.order_id = o.id and p.status = 'paid'
            """,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            left join payments p on p.order_id = o.id
            where p.status = 'paid' or p.status is null
            """,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            left join payments p on p.order_id = o.id
            where coalesce(p.status, 'none') <> 'paid'
            """,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            left join payments p on p.order_id = o.id
            where p.order_id is null and o.total > 3
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A filter that drops the rows which the outer join was to keep.

    ## Why it matters
    Where the joined table has no match, its columns are NULL, and NULL passes no comparison. So the outer join
    works as an inner join, and the rows it was written for are missing.

    ## Instead
    Put the condition into ON, allow NULL (OR … IS NULL), or write an inner join if that is meant.

    ## When it stays silent
    The comparison allows NULL, as with COALESCE or OR … IS NULL. It is a warning where the query excludes some matches
    (`<> 'void'`, NOT IN), so that rows without one were to stay, and where it provides for rows without a match
    elsewhere (COALESCE, IS NULL), and so contradicts itself; else a note.

    ## Fix
    Move the condition from WHERE to ON.
    """
    for scope in statement.scopes.all:
        optional = {r: why for r, why in optional_relations(scope).items() if r.kind is not RelationKind.OTHER}
        told: set[str] = set()
        for condition, place in _filters(scope) if optional else ():
            for part in conjuncts(condition):
                for column in null_rejected(part):
                    relation = scope.owner(column) if column.table else None
                    if relation is None or relation not in optional or relation.name in told:
                        continue
                    if place is not None and not _comes_after(place, relation, scope):
                        continue
                    told.add(relation.name)
                    against = _excludes(part) or _expects_gaps(relation, scope)
                    level = None if against and not _is_not_null(part) else Level.NOTE
                    message = f"{shown(part)} drops rows without a match in {relation.name}: its outer join is inner."
                    yield Found(message, statement.line(part), relation.name, level=level)


def _filters(scope: Scope) -> Iterator[tuple[exp.Expr | None, Relation | None]]:
    where = scope.query.args.get("where")
    if where is not None:
        yield where.this, None
    for relation in scope.relations:
        if relation.join is not None and not relation.side and relation.join.kind.upper() in ("", "INNER"):
            yield relation.join.args.get("on"), relation


def _comes_after(place: Relation, relation: Relation, scope: Scope) -> bool:
    return scope.relations.index(place) > scope.relations.index(relation)


def _expects_gaps(relation: Relation, scope: Scope) -> bool:
    """Whether the query provides for rows without a match: COALESCE or IS NULL over the relation's columns."""
    for node in scope.nodes:
        if isinstance(node, exp.Coalesce) or (isinstance(node, exp.Is) and isinstance(node.expression, exp.Null)):
            asked = not isinstance(node.parent, exp.Not)
            if asked and any(scope.owner(column) is relation for column in columns_of(node.this)):
                return True
    return False


def _excludes(part: exp.Expr) -> bool:
    """Whether a condition names a value that is not wanted: `<>`, NOT IN, NOT LIKE."""
    part = bare(part)
    if isinstance(part, exp.NEQ):
        return is_constant(part.expression)
    return isinstance(part, exp.Not) and isinstance(bare(part.this), exp.In | exp.Like)


def _is_not_null(part: exp.Expr) -> bool:
    part = bare(part)
    return isinstance(part, exp.Not) and isinstance(bare(part.this), exp.Is)
