"""Rule: A key that differs each time it is computed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    bare,
    columns_of,
    conjuncts,
    is_volatile,
    shown,
)
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select row_number() over (partition by rand() order by id) as n from orders\n", 1, path="q.sql"),
        fires(
            """
            select o.id
            from orders o
            join runs r on r.started_at = current_timestamp
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select o.id
            from orders o
            join rates r on r.valid_from <= current_timestamp and r.id = o.rate_id
            """,
            path="q.sql",
        ),
        silent("select id, current_timestamp as loaded_at from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A key that differs each time it is computed.

    ## Why it matters
    A random number, a new identifier or the current time in a join, a partition or a grouping puts the same row
    into another group on every run and every retry.

    ## Instead
    Compute such values once, in a column, or use a value of the data.

    ## When it stays silent
    Comparisons that are not equality, such as a range up to now; current dates, which hold for a day.

    ## Fix
    Replace the call by a column.
    """
    for scope in statement.scopes.all:
        for key in _keys(scope):
            if is_volatile(key) or key.find(exp.CurrentTimestamp, exp.CurrentTime) is not None:
                message = f"{shown(key)} is another value on every run, and a key here."
                yield Found(message, statement.line(key), shown(key))


def _keys(scope: Scope) -> Iterator[exp.Expr]:
    """Expressions by equality of which rows are brought together."""
    for node in scope.nodes:
        if isinstance(node, exp.Window):
            yield from node.args.get("partition_by") or ()
        elif isinstance(node, exp.Group):
            yield from node.expressions
        elif isinstance(node, exp.Join):
            for part in conjuncts(node.args.get("on")):
                if isinstance(part, exp.EQ):
                    yield from (side for side in (bare(part.left), bare(part.right)) if not list(columns_of(side)))
