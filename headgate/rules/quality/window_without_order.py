"""Rule: A window function that needs an order and has none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

ORDERED = (
    *(exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile, exp.Lag, exp.Lead),
    *(exp.FirstValue, exp.LastValue, exp.NthValue),
)
"""Window functions whose answer depends on the order of rows."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select row_number() over (partition by customer_id) as n
            from orders
            """,
            1,
            path="q.sql",
        ),
        fires("select first_value(status) over (partition by id) as s from orders\n", 1, path="q.sql"),
        silent(
            """
            select row_number() over (partition by customer_id order by placed_at, id) as n
            from orders
            """,
            path="q.sql",
        ),
        silent("select sum(total) over (partition by customer_id) as t from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A window function that needs an order and has none.

    ## Why it matters
    ROW_NUMBER, RANK, LAG, FIRST_VALUE and their like answer by position. Without ORDER BY the position is
    whatever the engine came across: each run may choose other rows.

    ## Instead
    ORDER BY a key inside OVER.

    ## When it stays silent
    Aggregates over a window, which need no order.

    ## Fix
    Add ORDER BY to the window.
    """
    for node in statement.tree.find_all(exp.Window):
        called = node.this
        while isinstance(called, (exp.IgnoreNulls, exp.RespectNulls, exp.Filter)):
            called = called.this
        named = node.args.get("alias")
        if not isinstance(called, ORDERED) or node.args.get("order") or named is not None:
            continue
        if isinstance(called, exp.FirstValue) and isinstance(called.this, exp.Order):
            continue
        message = f"{shown(called)} has no ORDER BY in its window, so each run may answer otherwise."
        yield Found(message, statement.line(node), shown(node))
