"""Rule: A column beside aggregates that GROUP BY does not have."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    aggregates_of,
    bare,
    is_told,
    shown,
)
from headgate.facts.sql.rows import meant
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

LENIENT = frozenset(("clickhouse", "doris", "mysql", "singlestore", "sqlite", "starrocks"))
"""Dialects that take any value of the group, at least as some are configured."""
_OTHER_FORMS = ("all", "rollup", "cube", "grouping_sets")


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select region, customer_id, sum(total) as total
            from orders
            group by region
            """,
            1,
            path="q.sql",
        ),
        fires("select id, count(*) as n from orders\n", 1, path="q.sql"),
        silent(
            """
            select region, sum(total) as total
            from orders
            group by region
            """,
            path="q.sql",
        ),
        silent(
            """
            select upper(region) as region, sum(total) as total
            from orders
            group by 1
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A column beside aggregates that GROUP BY does not have.

    ## Why it matters
    Most engines refuse the statement. Those that take it give the value of any row of the group.

    ## Instead
    Add the column to GROUP BY, or aggregate it.

    ## When it stays silent
    MySQL, SQLite and others that allow it; GROUP BY ALL; a grouping by a key that determines the column.

    ## Fix
    Add the column to GROUP BY.
    """
    if statement.dialect in LENIENT:
        return
    for scope in statement.scopes.all:
        query = scope.query
        group = query.args.get("group")
        if not isinstance(query, exp.Select) or (group is not None and any(group.args.get(k) for k in _OTHER_FORMS)):
            continue
        if group is None and not any(True for item in query.expressions for _ in aggregates_of(item)):
            continue
        grouped = [meant(bare(item), scope) for item in group.expressions] if group is not None else []
        names = {column.name.lower() for item in grouped for column in item.find_all(exp.Column)}
        whole = not all(isinstance(item, exp.Column) for item in grouped)
        for item in query.expressions:
            column = bare(item.unalias())
            if not isinstance(column, exp.Column) or item.is_star or not is_told(column.sql()):
                continue
            if column.name.lower() in names or (item.alias.lower() in names and item.alias) or whole:
                continue
            owner = scope.owner(column)
            if (owner is None and scope.relations and scope.outer is not None) or _is_determined(grouped, scope):
                continue
            level = Level.WARNING if not statement.dialect else None
            message = f"{shown(column)} stands beside aggregates and is not in GROUP BY."
            yield Found(message, statement.line(item), shown(column), level=level)


def _is_determined(grouped: list[exp.Expr], scope: Scope) -> bool:
    """Whether the grouping may hold a key, so that engines which know keys allow the column."""
    return any(item.name.lower() in ("id", "pk") for item in grouped) and len(scope.relations) > 0
