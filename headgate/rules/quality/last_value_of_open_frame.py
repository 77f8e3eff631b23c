"""Rule: LAST_VALUE over a frame that ends at the row itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.fix import Rows
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

_WHOLE = ("snowflake",)
"""Dialects in which LAST_VALUE without a frame sees the whole partition."""

_TO_THE_END = "rows between unbounded preceding and unbounded following"
_OPEN = re.compile(
    r"\blast_value\s{0,20}\([^()\n]{1,200}\)(?:\s{1,20}(?:ignore|respect)\s{1,20}nulls)?\s{0,20}"
    r"over\s{0,20}\([^()\n]{0,300}\border\s{1,20}by\b[^()\n]{1,300}(?=\))",
    re.I,
)
_FRAMED = Rewrite(
    "Let the frame reach to the end of the partition",
    _OPEN,
    lambda found: f"{found[0].rstrip()} {_TO_THE_END}",
    Rows.OTHER,
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id,
              last_value(x) over (order by at) as latest
            from events
            """,
            2,
            path="q.sql",
            fixed="""
            select id,
              last_value(x) over (order by at rows between unbounded preceding and unbounded following) as latest
            from events
            """,
        ),
        silent(
            """
            select id, last_value(status) over (
              partition by id order by at rows between unbounded preceding and unbounded following) as latest
            from events
            """,
            path="q.sql",
        ),
        silent("select id, last_value(status) over (partition by id) as latest from events\n", path="q.sql"),
        silent(
            "select id, first_value(status) over (partition by id order by at) as first from events\n", path="q.sql"
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """LAST_VALUE over a frame that ends at the row itself.

    ## Why it matters
    With ORDER BY and no frame, a window ends at the current row, so LAST_VALUE gives the row's own value (or that of a
    tie), never the last of the partition.

    ## Instead
    `rows between unbounded preceding and unbounded following`, or FIRST_VALUE in descending order.

    ## When it stays silent
    A frame is given, there is no ORDER BY, or the dialect takes the whole partition (Snowflake).

    ## Fix
    The frame is added, where the whole call stands on one line.
    """
    if statement.dialect in _WHOLE:
        return
    for node in statement.tree.find_all(exp.Window):
        call = node.this
        while isinstance(call, exp.IgnoreNulls | exp.RespectNulls):
            call = call.this
        named = node.args.get("alias") is not None
        if isinstance(call, exp.LastValue) and node.args.get("order") and not node.args.get("spec") and not named:
            message = (
                f"{shown(call)} gives the value of the row itself: without a frame the window ends at the current row, "
                "not at the last of the partition."
            )
            yield Found(message, statement.line(node), shown(node), rewrite=_FRAMED)
