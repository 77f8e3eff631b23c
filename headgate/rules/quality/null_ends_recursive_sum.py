"""Rule: A sum along a recursion that one NULL ends."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.nullability import Nullability
from headgate.facts.sql.scopes import Relation, Scope, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with recursive steps as (
              select n.id, n.parent, r.seconds from nodes n left join runs r on r.node = n.id
            ),
            paths as (
              select id, parent, seconds from steps where parent is null
              union all
              select s.id, s.parent,
                s.seconds + p.seconds
              from paths p join steps s on s.parent = p.id
            )
            select id, seconds from paths order by seconds desc
            """,
            8,
            path="q.sql",
        ),
        silent(
            """
            with recursive steps as (
              select n.id, n.parent, r.seconds from nodes n left join runs r on r.node = n.id
            ),
            paths as (
              select id, parent, coalesce(seconds, 0) as seconds from steps where parent is null
              union all
              select s.id, s.parent, coalesce(s.seconds, 0) + p.seconds
              from paths p join steps s on s.parent = p.id
            )
            select id, seconds from paths order by seconds desc
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A sum along a recursion that one NULL ends.

    ## Why it matters
    Each step adds to what the step before gave. One NULL on the way makes this sum and all that follow NULL, so the
    longest or dearest path is not among the results.

    ## Instead
    `coalesce(x, 0)` for what is added.

    ## When it stays silent
    Nothing proves that what is added may be NULL; COALESCE stands round it.

    ## Fix
    Put COALESCE round the term.
    """
    nulls = Nullability(statement.scopes)
    for scope in statement.scopes.all:
        own = next((relation for relation in scope.relations if _is_itself(relation, scope)), None)
        if own is None or not isinstance(scope.query, exp.Select):
            continue
        for item in scope.query.expressions:
            made = bare(item.unalias())
            if not isinstance(made, exp.Add):
                continue
            for term, other in ((bare(made.this), bare(made.expression)), (bare(made.expression), bare(made.this))):
                carried = isinstance(other, exp.Column) and scope.owner(other) is own
                if not carried or not isinstance(term, exp.Column) or scope.owner(term) is own:
                    continue
                found = nulls.of(term, scope)
                if found.may:
                    message = (
                        f"{shown(term)} may be NULL ({found.reason}); then {shown(made)} and every later step of the "
                        "recursion are NULL. COALESCE it."
                    )
                    yield Found(message, statement.line(term), shown(made))


def _is_itself(relation: Relation, scope: Scope) -> bool:
    """Whether a relation is the set operation of which the query is a branch: a recursion, with or without the word."""
    if isinstance(relation.query, exp.SetOperation):
        return any(branch is scope.query for branch in branches(relation.query))
    around = scope.query.find_ancestor(exp.CTE)
    if around is None or not isinstance(relation.node, exp.Table) or relation.node.db:
        return False
    return relation.node.name.lower() == around.alias.lower() and isinstance(around.this, exp.SetOperation)
