"""Rule: An average of averages."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.scopes import Relation, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with daily as (select day, shop, avg(total) as mean_total from orders group by day, shop)
            select shop,
              avg(mean_total) as mean_total
            from daily group by shop
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            with daily as (select day, shop, sum(total) as total, count(*) as n from orders group by day, shop)
            select shop, sum(total) / sum(n) as mean_total from daily group by shop
            """,
            path="q.sql",
        ),
        silent(
            """
            with daily as (select day, shop, sum(total) as total from orders group by day, shop)
            select shop, avg(total) as mean_day from daily group by shop
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """An average of averages.

    ## Why it matters
    Each group counts the same in the second average, however many rows it had: the result is not the average of the
    rows, and moves when the groups change.

    ## Instead
    Carry sum and count, and divide at the end.

    ## When it stays silent
    The inner value is no AVG over a grouping; the second one weighs it by a count.

    ## Fix
    Divide the sum of sums by the sum of counts.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            column = bare(node.this) if isinstance(node, exp.Avg) else None
            owner = scope.owner(column) if isinstance(column, exp.Column) else None
            if owner is not None and isinstance(column, exp.Column) and _is_average(owner, column.name.lower()):
                message = (
                    f"{shown(node)} is the average of an average: every group counts alike, whatever the number of its "
                    "rows. Divide sums by counts instead."
                )
                yield Found(message, statement.line(node), shown(node))


def _is_average(relation: Relation, name: str) -> bool:
    for branch in branches(relation.query) if relation.query is not None else ():
        if not isinstance(branch, exp.Select) or branch.args.get("group") is None:
            return False
        item = next((one for one in branch.expressions if one.alias_or_name.lower() == name), None)
        if item is None or not isinstance(bare(item.unalias()), exp.Avg):
            return False
    return relation.query is not None
