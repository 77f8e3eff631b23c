"""Rule: A join that holds a moment against a day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, shown
from headgate.facts.sql.scopes import RelationKind, Scope, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_MOMENTS = (
    *(exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMESTAMPLTZ),
    *(exp.DataType.Type.TIMESTAMPNTZ, exp.DataType.Type.DATETIME),
)
_STAMPED = re.compile(r"(?:^|_)(?:ts|tstamp|timestamp|datetime)$|(?:created|updated|sent|received|occurred|event)_at$")
_DAYS = re.compile(r"^(?:date_day|day|date|calendar_date|full_date|date_actual|activity_date|\w+_date)$")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select d.date_day, count(o.id) as orders
            from days d
            left join orders o on o.created_at = d.date_day
            group by d.date_day
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select d.date_day, count(o.id) as orders
            from days d
            left join orders o on cast(o.created_at as date) = d.date_day
            group by d.date_day
            """,
            path="q.sql",
        ),
        silent(
            """
            with orders as (select id, date_trunc('day', created_at) as created_at from raw_orders)
            select d.date_day, count(o.id) as orders
            from days d
            left join orders o on o.created_at = d.date_day
            group by d.date_day
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join that holds a moment against a day.

    ## Why it matters
    A day equals its midnight only: of all rows of the day none matches but one that happened at 00:00:00. With a left
    join nothing is missing to the eye, the counts are just 0.

    ## Instead
    Cut the moment to its day on both sides, in the same time zone.

    ## When it stays silent
    The moment is cut to a day here or in the query that gives it; the names leave open which of the two a column is.

    ## Fix
    Cast the timestamp to a date.
    """
    for scope in statement.scopes.all:
        for relation in scope.relations[1:]:
            on = relation.join.args.get("on") if relation.join is not None else None
            for part in conjuncts(on):
                if not isinstance(part, exp.EQ):
                    continue
                for one, other in ((bare(part.this), bare(part.expression)), (bare(part.expression), bare(part.this))):
                    if _is_moment(one, scope) and _is_day(other):
                        message = (
                            f"{shown(one)} is a timestamp and {shown(other)} a date: the condition is met at midnight "
                            "only. Cast the timestamp to its day (time zone in mind)."
                        )
                        yield Found(message, statement.line(part), shown(part))


def _is_moment(node: exp.Expr, scope: Scope) -> bool:
    if isinstance(node, exp.Cast):
        return node.to.is_type(*_MOMENTS) and not node.find(exp.DateTrunc, exp.TimestampTrunc, exp.Date)
    if not isinstance(node, exp.Column) or not _STAMPED.search(node.name.lower()):
        return False
    owner = scope.owner(node)
    if owner is None or owner.query is None:
        return owner is not None and owner.kind is RelationKind.TABLE
    for branch in branches(owner.query):
        items = branch.expressions if isinstance(branch, exp.Select) else []
        item = next((one for one in items if one.alias_or_name.lower() == node.name.lower()), None)
        if item is None or not isinstance(bare(item.unalias()), exp.Column):
            return False
    return True


def _is_day(node: exp.Expr) -> bool:
    if isinstance(node, exp.Cast):
        return node.to.is_type(exp.DataType.Type.DATE)
    return isinstance(node, exp.Column) and _DAYS.match(node.name.lower()) is not None
