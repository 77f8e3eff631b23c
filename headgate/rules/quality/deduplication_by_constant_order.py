"""Rule: Rows are numbered by a value that is the same in the whole partition."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    bare,
    is_constant,
    same,
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.quality.window_without_order import ORDERED
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select *
            from (
              select o.*, row_number() over (partition by id order by id) as n from orders o
            ) t
            where n = 1
            """,
            3,
            path="q.sql",
        ),
        fires("select id, row_number() over (partition by id order by 1) as n from orders\n", 1, path="q.sql"),
        silent(
            """
            select id, row_number() over (partition by id order by updated_at desc) as n from orders
            """,
            path="q.sql",
        ),
        silent("select id, rank() over (order by id) as n from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Rows are numbered by a value that is the same in the whole partition.

    ## Why it matters
    ORDER BY a constant, or by a column that the window is partitioned by, orders nothing. Keeping row 1 then
    keeps any row, and another one tomorrow.

    ## Instead
    Order by what makes the kept row the right one, such as the time of the update, and by a key.

    ## When it stays silent
    Some part of ORDER BY can differ within the partition.

    ## Fix
    Replace the column in ORDER BY.
    """
    for node in statement.tree.find_all(exp.Window):
        order = node.args.get("order")
        if not isinstance(node.this, ORDERED) or not isinstance(order, exp.Order):
            continue
        parts = node.args.get("partition_by") or []
        keys = [item.this if isinstance(item, exp.Ordered) else item for item in order.expressions]
        if keys and all(_is_fixed(key, parts) for key in keys):
            message = f"{shown(order)} is the same for all rows of a partition, so which row comes first is chance."
            yield Found(message, statement.line(node), shown(node))


def _is_fixed(key: exp.Expr, parts: list[exp.Expr]) -> bool:
    key = bare(key)
    if isinstance(key, exp.Subquery):
        inner = key.this
        return isinstance(inner, exp.Select) and inner.args.get("from_") is None
    return is_constant(key) or any(same(key, part) for part in parts)
