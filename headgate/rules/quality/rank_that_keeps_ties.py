"""Rule: RANK() = 1 where one row is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, shown
from headgate.facts.sql.rows import meant
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.times import is_load_time
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_IDENTIFIER = re.compile(r"(?:^|_)(?:id|key|sk|pk|uuid|guid|code|number)$|[a-z]id$")
_DAYS = frozenset(("dt", "ds", "date", "snapshot_date", "partition_date", "execution_date"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id, status
            from events
            qualify rank() over (partition by id order by changed_at desc) = 1
            """,
            3,
            path="q.sql",
        ),
        fires(
            """
            with ranked as (
              select owner_id, kind, rank() over (partition by owner_id order by revenue desc) as revenue_rank
              from shops
            )
            select o.id, r.kind
            from owners o
            left join ranked r on r.owner_id = o.id and r.revenue_rank = 1
            """,
            7,
            path="q.sql",
        ),
        silent(
            """
            select id, status
            from events
            qualify dense_rank() over (order by loaded_at desc) = 1
            """,
            path="q.sql",
        ),
        silent(
            """
            select id, status
            from events
            qualify row_number() over (partition by id order by changed_at desc) = 1
            """,
            path="q.sql",
        ),
        silent(
            """
            select distinct id
            from events
            qualify rank() over (partition by id order by changed_at desc) = 1
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """RANK() = 1 where one row is wanted.

    ## Why it matters
    Rows that tie in the order all have rank 1: two changes at the same instant give two "latest" rows, and duplicates
    downstream.

    ## Instead
    ROW_NUMBER() with an order that ends in a unique column.

    ## When it stays silent
    DISTINCT or GROUP BY makes one row of ties; the window is not of one thing, told by an id, but of a whole batch. It
    is a note for DENSE_RANK and for an order by days or load times, where the rows of a tie may be meant to stay.

    ## Fix
    Use ROW_NUMBER().
    """
    for scope in statement.scopes.all:
        if scope.query.args.get("distinct") or scope.query.args.get("group"):
            continue
        for part in _conditions(scope):
            window = _window(bare(part.this), scope) if isinstance(part, exp.EQ) else None
            if window is None or bare(part.expression).sql() != "1" or not _is_of_one(window):
                continue
            message = f"{shown(window)} = 1 keeps all rows that tie in the order: they stay as duplicates."
            level = Level.NOTE if isinstance(window.this, exp.DenseRank) or _is_latest(window) else None
            yield Found(message, statement.line(part), shown(window), level=level)


def _conditions(scope: Scope) -> Iterator[exp.Expr]:
    for clause in ("qualify", "where"):
        found = scope.query.args.get(clause)
        yield from conjuncts(found.this if found is not None else None)
    for relation in scope.relations:
        yield from conjuncts(relation.join.args.get("on") if relation.join is not None else None)


def _window(node: exp.Expr, scope: Scope) -> exp.Window | None:
    """The RANK() that an expression is, by an alias of the query or as a column of a CTE or derived table."""
    node = meant(node, scope)
    if isinstance(node, exp.Column):
        owner = scope.owner(node)
        query = owner.query if owner is not None else None
        items = query.expressions if isinstance(query, exp.Select) else []
        node = next((bare(i.unalias()) for i in items if i.alias_or_name.lower() == node.name.lower()), node)
    return node if isinstance(node, exp.Window) and isinstance(node.this, exp.Rank | exp.DenseRank) else None


def _is_of_one(window: exp.Window) -> bool:
    """Whether the window ranks the rows of one thing; ranks over a whole batch are to keep its rows together."""
    parts = [bare(part) for part in window.args.get("partition_by") or []]
    return any(isinstance(part, exp.Column) and _IDENTIFIER.search(part.name.lower()) for part in parts)


def _is_latest(window: exp.Window) -> bool:
    """Whether the order is one of load times or days, so that a tie is one batch."""
    order = window.args.get("order")
    keys = [bare(item.this) for item in order.expressions if isinstance(item, exp.Ordered)] if order else []
    names = [key.name.lower() for key in keys if isinstance(key, exp.Column)]
    return any(is_load_time(name) or name in _DAYS for name in names)
