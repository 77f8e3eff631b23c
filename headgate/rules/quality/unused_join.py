"""Rule: A left join from which nothing is taken."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.scopes import Relation, RelationKind, Scope, qualifiers
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires("select o.id\nfrom orders o\nleft join lines l on o.id = l.order_id\n", 3, path="q.sql"),
        silent("select o.id, l.price\nfrom orders o\nleft join lines l on o.id = l.order_id\n", path="q.sql"),
        silent("select o.id\nfrom orders o\njoin lines l on o.id = l.order_id\n", path="q.sql"),
        silent("select o.id, price\nfrom orders o\nleft join lines l on o.id = l.order_id\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A left join from which nothing is taken.

    ## Why it matters
    It costs a shuffle and gives no column. If its key is not unique, it has one effect: rows are multiplied.

    ## Instead
    Remove it, or take from it what it was joined for.

    ## When it stays silent
    Some column of it, or one without qualifier, is used; inner joins, which filter; UNNEST.

    ## Fix
    Remove the join.
    """
    for scope in statement.scopes.all:
        outer = [r for r in scope.relations if r.side == "LEFT" and _is_plain(r) and r.name]
        if not outer or not isinstance(scope.query, exp.Select):
            continue
        for relation in outer:
            if not is_used(relation, scope, statement):
                message = f"Nothing is taken from {relation.name}; the join can only multiply rows."
                yield Found(message, statement.line(relation.node), relation.name)


def _is_plain(relation: Relation) -> bool:
    join = relation.join
    return join is not None and relation.kind is not RelationKind.OTHER and join.kind.upper() in ("", "OUTER")


def is_used(relation: Relation, scope: Scope, statement: SqlStatement) -> bool:
    """Whether anything but its own condition speaks of a joined relation, or may."""
    join = relation.join
    own = {id(node) for node in join.args["on"].walk()} if join is not None and join.args.get("on") else set()
    if any(isinstance(item, exp.Star) for item in scope.query.expressions):
        return True
    for other in statement.scopes.all:
        if other is not scope and scope not in other.outward():
            continue
        for column in other.columns:
            if id(column) in own:
                continue
            if _may_name(column, relation, other is scope and not column.table):
                return True
    return any(_stands_alone(node, relation) for node in _outside(scope.query, own))


def _may_name(column: exp.Column, relation: Relation, unqualified: bool) -> bool:
    if unqualified:
        return True
    return any(name in relation.names for name in qualifiers(column))


def _stands_alone(node: exp.Expr, relation: Relation) -> bool:
    """A bare name that is the relation's, as in `count(l)` or `to_json(l)`."""
    return isinstance(node, exp.TableColumn) and node.name.lower() in relation.names


def _outside(query: exp.Expr, own: set[int]) -> Iterator[exp.Expr]:
    return (node for node in query.walk() if id(node) not in own)
