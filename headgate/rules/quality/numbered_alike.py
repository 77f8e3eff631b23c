"""Rule: Two windows that were to number rows in different ways and are the same."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, same, shown
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
            select stay_id,
              row_number() over (partition by stay_id order by charted_at) as first_rank,
              row_number() over (partition by stay_id order by charted_at) as last_rank
            from charts
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select stay_id,
              row_number() over (partition by stay_id order by charted_at) as first_rank,
              row_number() over (partition by stay_id order by charted_at desc) as last_rank
            from charts
            """,
            path="q.sql",
        ),
        silent(
            """
            select stay_id,
              coalesce(lag(charted_at) over (partition by stay_id order by charted_at), admitted_at) as since,
              lag(charted_at) over (partition by stay_id order by charted_at) as previous
            from charts
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Two windows that were to number rows in different ways and are the same.

    ## Why it matters
    The window was copied for a second column and its order or partition left as it was: "first" and "last" choose the
    same row.

    ## Instead
    The other order (DESC), or the other partition, in the second one.

    ## When it stays silent
    The windows differ in anything, or stand inside a larger expression.

    ## Fix
    None: what was to differ is for the author to say.
    """
    for scope in statement.scopes.all:
        items = scope.query.expressions if isinstance(scope.query, exp.Select) else []
        seen: list[exp.Alias] = []
        for item in items:
            window = bare(item.this) if isinstance(item, exp.Alias) else None
            if not isinstance(window, exp.Window) or not isinstance(window.this, ORDERED):
                continue
            twin = next((one for one in seen if same(one.this, window)), None)
            if twin is not None and twin.alias.lower() != item.alias.lower():
                message = (
                    f"{item.alias} is {shown(window)}, the same window as {twin.alias}: the order or the partition of "
                    "the copy was not changed."
                )
                yield Found(message, statement.line(item), item.alias.lower())
            seen.append(item)
