"""Rule: JOIN whose condition stands in WHERE."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import columns_of
from headgate.facts.sql.scopes import Scope, qualifiers
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.quality.join_without_condition import conditionless
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires("select o.id\nfrom orders o\njoin customers c\nwhere o.c = c.id\n", 3, path="j.sql"),
        silent("select o.id\nfrom orders o\njoin customers c on o.c = c.id\nwhere o.total > 3\n", path="j.sql"),
        silent("select o.id\nfrom orders o\nnatural join customers c\nwhere o.total > 3\n", path="j.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """JOIN whose condition stands in WHERE.

    ## Why it matters
    One edit of the filter, and the join is a cross join. For an outer join the filter also removes the rows
    that the join was to keep.

    ## Instead
    Say in ON what joins, in WHERE what filters.

    ## When it stays silent
    Comma joins, whose condition can stand nowhere else, and joins that need none (CROSS, NATURAL, UNNEST).

    ## Fix
    Move the comparison to ON.
    """
    for scope in statement.scopes.all:
        where = scope.query.args.get("where")
        if where is None:
            continue
        left = list(conditionless(scope, statement))
        if left and any(_joins(comparison, scope) for comparison in where.find_all(exp.Predicate)):
            for relation in left:
                message = f"The condition that joins {relation.name or 'this relation'} stands in WHERE, not in ON."
                yield Found(message, statement.line(relation.node), relation.name)
        elif left:
            for relation in left:
                message = (
                    f"{relation.name or 'This relation'} is joined without a condition, and WHERE has none either."
                )
                yield Found(message, statement.line(relation.node), relation.name, level=Level.WARNING)


def _joins(comparison: exp.Expr, scope: Scope) -> bool:
    """Whether a comparison holds columns of two relations, or may."""
    if not isinstance(comparison, exp.Binary):
        return False
    sides = [list(columns_of(side)) for side in (comparison.left, comparison.right)]
    if not all(sides):
        return False
    names = {qualifiers(column)[:1] for side in sides for column in side if scope.query is not None}
    return len(names) > 1 or () in names
