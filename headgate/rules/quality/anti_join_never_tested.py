"""Rule: A join made to exclude rows, whose test is missing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    conjuncts,
)
from headgate.facts.sql.scopes import Relation, Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.quality.unused_join import is_used
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with done as (select distinct id from step1),
            a as (
              select c.id from claims c
              left join done d on d.id = c.id
              where d.id is null
            ),
            b as (
              select c.id from claims c
              left join done d on d.id = c.id
              where c.paid > 0
            )
            select id from a union all select id from b
            """,
            10,
            path="q.sql",
        ),
        fires(
            """
            select b.id from blocks b left join counts c on c.id = b.id where c.id is null
            union all
            select b.id from backlog b left join counts c on c.id = b.id
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            with done as (select distinct id from step1),
            a as (
              select c.id from claims c
              left join done d on d.id = c.id
              where d.id is null
            )
            select id from a
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join made to exclude rows, whose test is missing.

    ## Why it matters
    The relation is joined from the left and nothing of it is used, while another query of this statement joins it
    too and asks for IS NULL. Here the test was forgotten: rows that were to be left out stay in.

    ## Instead
    Add `<relation>.<key> is null` to WHERE.

    ## When it stays silent
    Some column of the relation is used, or no other query of the statement tests it for NULL.

    ## Fix
    Add the test.
    """
    tested = {_said(r) for scope in statement.scopes.all for r in _tested(scope)} - {""}
    for scope in statement.scopes.all:
        if not isinstance(scope.query, exp.Select):
            continue
        listed = [r for r in scope.relations if r.side == "LEFT" and _said(r) in tested]
        names = [relation.name for relation in listed if not is_used(relation, scope, statement)]
        if names:
            where = scope.query.args.get("where")
            place = where if where is not None else scope.query
            message = f"{', '.join(names)}: joined to exclude rows, as elsewhere here, but nothing tests for NULL."
            yield Found(message, statement.line(place), " ".join(names))


def _said(relation: Relation) -> str:
    """The name of the table or CTE in FROM, without its schema; empty for what has none."""
    return relation.node.name.lower() if isinstance(relation.node, exp.Table) else ""


def _tested(scope: Scope) -> Iterator[Relation]:
    """Left-joined relations of which WHERE asks that there be no match."""
    where = scope.query.args.get("where")
    for part in conjuncts(where.this if where is not None else None):
        if isinstance(part, exp.Is) and isinstance(part.expression, exp.Null) and isinstance(part.this, exp.Column):
            owner = scope.owner(part.this)
            if owner is not None and owner.side == "LEFT":
                yield owner
