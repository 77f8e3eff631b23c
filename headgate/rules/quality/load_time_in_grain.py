"""Rule: Rows of one day and one key that are split by when they came in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, is_told
from headgate.facts.sql.rows import meant
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.times import is_event_time, is_load_time
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select cast(event_time as date) as activity_date, cast(received_at as date) as received_date, user_id,
              count(*) as events
            from events
            group by activity_date, received_date, user_id
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            with daily as (
              select activity_date, received_date, user_id, count(*) as n from events group by 1, 2, 3
            )
            select activity_date, user_id, sum(n) as n from daily group by 1, 2
            """,
            path="q.sql",
        ),
        silent(
            """
            select cast(event_time as date) as activity_date, user_id, max(received_at) as received_at,
              count(*) as events
            from events
            group by activity_date, user_id
            """,
            path="q.sql",
        ),
        silent(
            "select received_date, user_id, count(*) as n from events group by received_date, user_id\n", path="q.sql"
        ),
        silent("select activity_date, received_date, count(*) as n from events group by 1, 2\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Rows of one day and one key that are split by when they came in.

    ## Why it matters
    Grouping by the day of an event, a key, and the day on which the row was received gives one row for each day on
    which something came in late. Who counts rows or joins on (day, key) then counts such days several times.

    ## Instead
    Leave the load time out of the grouping; keep its maximum as a column for incremental loading.

    ## When it stays silent
    There is no event time beside the load time, or no identifier: the load is what is counted; a later grouping of the
    statement leaves the load time out.

    ## Fix
    None: the column may be asked for by the incremental filter, which has to change with it.
    """
    grouped = [scope for scope in statement.scopes.all if isinstance(scope.query.args.get("group"), exp.Group)]
    found = _late(grouped[-1]) if grouped else None
    if found is not None:
        item, load, event = found
        message = (
            f"GROUP BY {load} beside {event} gives several rows for one {event} and key as soon as events come in "
            "late: the grain is finer than it looks, and joins or counts on it get duplicates."
        )
        yield Found(message, statement.line(item), f"{event} {load}")


def _late(scope: Scope) -> tuple[exp.Expr, str, str] | None:
    group = scope.query.args.get("group")
    items = group.expressions if isinstance(group, exp.Group) else []
    names = {_name(item, scope): item for item in items}
    loads = [name for name in names if is_load_time(name)]
    events = [name for name in names if is_event_time(name)]
    identified = any(name == "id" or name.endswith(("_id", "_key", "_sk", "uuid")) for name in names)
    if len(loads) != 1 or not events or not identified:
        return None
    return names[loads[0]], loads[0], events[0]


def _name(item: exp.Expr, scope: Scope) -> str:
    """The name of what is grouped by, of a position the output's."""
    item = bare(item)
    if isinstance(item, exp.Column) and is_told(item.name):
        return str(item.name).lower()
    inner = meant(item, scope)
    for output in scope.query.expressions:
        if output.unalias() is inner or bare(output.unalias()) is inner:
            return str(output.alias_or_name).lower()
    columns = list(inner.find_all(exp.Column))
    return str(columns[0].name).lower() if len(columns) == 1 else ""
