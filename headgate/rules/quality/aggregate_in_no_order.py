"""Rule: Values are strung together in no order."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select customer_id, string_agg(status, ',') as s from orders group by customer_id
            """,
            1,
            path="q.sql",
        ),
        silent(
            """
            select customer_id, string_agg(status, ',' order by placed_at) as s from orders group by customer_id
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Values are strung together in no order.

    ## Why it matters
    ARRAY_AGG, STRING_AGG and LISTAGG without ORDER BY give the same values in another order on each run:
    comparisons, hashes and anything that takes the first element change.

    ## Instead
    Order inside the call: `array_agg(x order by y)`, `within group (order by y)`.

    ## When it stays silent
    The result is only counted or sorted right away.

    ## Fix
    Add ORDER BY to the call.
    """
    for node in statement.tree.find_all(exp.ArrayAgg, exp.GroupConcat):
        parent = node.parent
        if isinstance(parent, (exp.WithinGroup, exp.ArraySize)) or node.find(exp.Order):
            continue
        if isinstance(parent, exp.Window) and parent.args.get("order"):
            continue
        message = f"{shown(node)} has no ORDER BY, so the order of its values changes from run to run."
        yield Found(message, statement.line(node), shown(node))
