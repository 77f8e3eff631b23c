"""Rule: A join on one key or another."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    columns_of,
    conjuncts,
    disjuncts,
)
from headgate.facts.sql.scopes import Relation, qualifiers
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select e.id
            from executions e
            left join seeds s
              on (e.invocation_id = s.invocation_id or e.run_id = s.run_id) and e.node = s.node
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            select e.id
            from executions e
            left join seeds s
              on e.node = s.node and (s.valid_to > e.day or s.valid_to is null)
            """,
            path="q.sql",
        ),
        silent(
            """
            select e.id
            from executions e
            left join seeds s on e.node = s.node and (s.kind = 'a' or s.kind = 'b')
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join on one key or another.

    ## Why it matters
    A row whose first key meets one partner and whose second key meets another is joined twice, and a NULL or
    shared second key joins many. Engines also cannot hash such a join.

    ## Instead
    Join twice, once for each key, and take the first match with COALESCE; or unite both keys before joining.

    ## When it stays silent
    The alternatives are filters or NULL tests on one side, not two pairs of keys.

    ## Fix
    Split the join.
    """
    for scope in statement.scopes.all:
        for relation in scope.relations:
            on = relation.join.args.get("on") if relation.join is not None else None
            for part in conjuncts(on):
                alternatives = list(disjuncts(part))
                if len(alternatives) > 1 and all(_joins(one, relation) for one in alternatives):
                    message = (
                        f"{relation.name} is joined on one key or another: "
                        "rows that meet a partner by each are multiplied."
                    )
                    yield Found(message, statement.line(part), relation.name)


def _joins(node: exp.Expr, relation: Relation) -> bool:
    """Whether `node` equates a column of the joined relation with one of another."""
    for part in conjuncts(node):
        if not isinstance(part, exp.EQ):
            continue
        sides = [[_is_of(column, relation) for column in columns_of(side)] for side in (part.left, part.right)]
        if all(sides) and all(map(any, sides)) is False and any(map(any, sides)):
            return True
    return False


def _is_of(column: exp.Column, relation: Relation) -> bool:
    return any(name in relation.names for name in qualifiers(column))
