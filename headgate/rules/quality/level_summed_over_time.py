"""Rule: A level, such as a balance or a stock, that is summed over days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.scopes import RelationKind, Scope
from headgate.facts.sql.times import is_time
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_LEVEL = re.compile(
    r"(?:^|_)(?:balance|balances|on_hand|stock_level|inventory_level|stock_on_hand|headcount|open_balance|"
    r"closing_balance|ending_balance|outstanding_amount|outstanding_balance|account_balance|inventory_on_hand)$"
)
_PERIODIC = re.compile(
    r"(?:^|_)(?:daily|weekly|monthly|hourly|eod|eom|end_of_day|end_of_month)(?:_|$)|_(?:snapshot|snapshots|history)$"
)


@rule(
    level=Level.WARNING,
    proof=Proof.MATCHED,
    examples=(
        fires(
            """
            select
              account_id,
              sum(closing_balance) as balance
            from daily_account_balances
            group by account_id
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select balance_date, sum(closing_balance) as balance
            from daily_account_balances
            group by balance_date
            """,
            path="q.sql",
        ),
        silent(
            "select sum(closing_balance) as b from daily_account_balances where balance_date = '2024-01-31'\n",
            path="q.sql",
        ),
        silent("select account_id, sum(closing_balance) as b from accounts group by account_id\n", path="q.sql"),
        silent(
            "select account_id, avg(closing_balance) as b from daily_account_balances group by account_id\n",
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A level, such as a balance or a stock, that is summed over days.

    ## Why it matters
    A balance of 100 on each of 30 days is a balance of 100, not of 3,000. Such measures are semi-additive: they add up
    over accounts and shops, never over time.
    Source: Kimball and Ross, "The Data Warehouse Toolkit", periodic snapshots.

    ## Instead
    The last value of the period, or the average over its days.

    ## When it stays silent
    The name of the table does not say that it holds a row for each day, week or month; the rows are grouped by a
    time, or a condition on a time stands in the query; another table is joined.

    ## Fix
    None: the last value, the average or one day may be meant.
    """
    for scope in statement.scopes.all:
        if isinstance(scope.query, exp.Select) and _is_periodic(scope) and not _keeps_time(scope.query):
            for node in scope.nodes:
                inner = (
                    bare(node.this) if isinstance(node, exp.Sum) and not isinstance(node.parent, exp.Window) else None
                )
                if isinstance(inner, exp.Column) and _LEVEL.search(inner.name.lower()):
                    message = (
                        f"{shown(node)} adds one balance of each period to the next: {inner.name} is a level, which "
                        "adds up over accounts or places, not over time (semi-additive)."
                    )
                    yield Found(message, statement.line(node), shown(node).lower())


def _is_periodic(scope: Scope) -> bool:
    """Whether the query reads one table whose name says that it has rows for each period."""
    if len(scope.relations) != 1 or scope.relations[0].kind not in (RelationKind.TABLE, RelationKind.CTE):
        return False
    return any(_PERIODIC.search(name) for name in scope.relations[0].names)


def _keeps_time(select: exp.Select) -> bool:
    """Whether the query groups by a time or names one in a condition."""
    group, where, having = (select.args.get(part) for part in ("group", "where", "having"))
    if group is not None and any(isinstance(one, exp.Literal) for one in group.expressions):
        numbers = [int(one.this) - 1 for one in group.expressions if isinstance(one, exp.Literal) and one.is_int]
        chosen = [select.expressions[n] for n in numbers if 0 <= n < len(select.expressions)]
    else:
        chosen = []
    parts = [part for part in (group, where, having, select.args.get("qualify"), *chosen) if part is not None]
    names = [column.name.lower() for part in parts for column in part.find_all(exp.Column)]
    names += [item.alias.lower() for item in chosen if item.alias]
    return (group is not None and bool(group.args.get("all"))) or any(is_time(name) or _as_of(name) for name in names)


def _as_of(name: str) -> bool:
    return any(
        word in name for word in ("date", "day", "month", "week", "period", "current", "latest", "year", "rank", "rn")
    )
