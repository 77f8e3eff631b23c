"""Rule: SUM or AVG over DISTINCT values."""

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
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select sum(distinct total) as total from orders\n", 1, path="q.sql"),
        silent("select count(distinct customer_id) as n from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """SUM or AVG over DISTINCT values.

    ## Why it matters
    Two rows with the same amount count once: the sum is too small whenever amounts are equal by chance. It is
    mostly written against a fan-out, which it does not mend.

    ## Instead
    Remove the duplicates by their key before summing.

    ## When it stays silent
    COUNT, MIN and MAX over DISTINCT.

    ## Fix
    Aggregate before joining.
    """
    for node in statement.tree.find_all(exp.Sum, exp.Avg):
        if isinstance(node.this, exp.Distinct):
            message = f"{shown(node)} counts equal values once, also those of different rows."
            yield Found(message, statement.line(node), shown(node))
