"""Rule: One name for two relations."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.scopes import Relation, Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires("select 1\nfrom orders o\njoin lines o on o.id = o.order_id\n", 3, path="q.sql"),
        fires("select t.id from orders t\nwhere t.c in (select t.id from blocked t)\n", 2, path="q.sql"),
        silent("select 1\nfrom orders o\njoin orders p on o.id = p.parent_id\n", path="q.sql"),
        silent("select a.id from (select a.id from orders a) a\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """One name for two relations.

    ## Why it matters
    Twice in one FROM, the statement fails. In a subquery the inner relation hides the outer one, so a condition
    that was to compare the two compares the inner one with itself.

    ## Instead
    Give each relation of a statement a name of its own.

    ## When it stays silent
    Different CTEs use the same alias, or a derived table is named like a relation inside it.

    ## Fix
    Rename one of the two.
    """
    for scope in statement.scopes.all:
        seen: dict[str, Relation] = {}
        for relation in scope.relations:
            earlier = seen.get(relation.name)
            if earlier is not None and _collide(earlier, relation):
                message = f"{relation.name} names two relations of one FROM; the statement fails or means one of them."
                yield Found(message, statement.line(relation.node), relation.name)
            elif relation.name and not relation.target:
                seen[relation.name] = relation
        for name in sorted(seen.keys() & _around(scope)):
            message = f"{name} hides the relation of the same name in the query around this one."
            yield Found(message, statement.line(seen[name].node), name, level=Level.NOTE)


def _collide(one: Relation, other: Relation) -> bool:
    """Two tables without alias that differ in their schemas are told apart by most engines."""
    if isinstance(one.node, exp.Table) and isinstance(other.node, exp.Table):
        aliased = one.node.alias or other.node.alias
        return bool(aliased) or one.names == other.names
    return True


def _around(scope: Scope) -> set[str]:
    holder = scope.holder
    if holder is not None:
        around, source = holder
        return {r.name for r in around.relations if r.node is not source and r.name}
    if scope.outer is None or scope.derived:
        return set()
    return {relation.name for relation in scope.outer.relations if relation.name}
