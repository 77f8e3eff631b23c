"""Rule: MIN named as the end, or MAX named as the beginning."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    same,
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id,
              max(created_at) as job_started,
              min(created_at) as job_ended
            from events group by id
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select id,
              min(created_at) as job_started,
              max(created_at) as job_ended
            from events group by id
            """,
            path="q.sql",
        ),
        silent("select id, max(started_at) as last_started from events group by id\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """MIN named as the end, or MAX named as the beginning.

    ## Why it matters
    The smallest time is the start and the largest the end. With the names swapped, every duration is negative and
    every interval empty.

    ## Instead
    MIN for the start, MAX for the end.

    ## When it stays silent
    The statement does not take both extremes of the same column under both kinds of names.

    ## Fix
    Swap the two names.
    """
    for scope in statement.scopes.all:
        if not isinstance(scope.query, exp.Select):
            continue
        items = [item for item in scope.query.expressions if isinstance(item, exp.Alias)]
        for item in items:
            if not isinstance(item.this, exp.Max) or _end(item.alias) != "start":
                continue
            twin = next((o for o in items if isinstance(o.this, exp.Min) and same(o.this.this, item.this.this)), None)
            if twin is not None and _end(twin.alias) == "end":
                what = shown(item.this.this)
                message = f"{item.alias} is the largest and {twin.alias} the smallest {what}: the names are swapped."
                yield Found(message, statement.line(item), f"{item.alias} {twin.alias}".lower())


_STARTS = frozenset(("start", "started", "starts", "begin", "began", "beginning", "first", "min", "earliest", "from"))
_ENDS = frozenset(("end", "ended", "ends", "finish", "finished", "last", "max", "latest", "to", "until"))


def _end(name: str) -> str:
    """Whether a name speaks of the beginning or the end, and of one alone."""
    words = set(name.lower().split("_"))
    start, end = bool(words & _STARTS), bool(words & _ENDS)
    return "" if start == end else "start" if start else "end"
