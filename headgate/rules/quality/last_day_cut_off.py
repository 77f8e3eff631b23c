"""Rule: A range of days over a column of moments, which ends when its last day begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, same, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_MOMENT = re.compile(r"(?:^|_)(?:ts|tstamp|timestamp|datetime|time)$|(?:ed|sent|seen)_at$")
_KINDS = (
    *(exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPTZ, exp.DataType.Type.TIMESTAMPLTZ),
    *(exp.DataType.Type.TIMESTAMPNTZ, exp.DataType.Type.DATETIME),
)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id from orders
            where created_at between '2024-01-01' and '2024-01-31'
            """,
            2,
            path="q.sql",
        ),
        fires(
            """
            select id from orders
            where created_at >= '2024-01-01'
              and created_at <= '2024-12-31'
            """,
            3,
            path="q.sql",
        ),
        silent("select id from orders where order_date between '2024-01-01' and '2024-01-31'\n", path="q.sql"),
        silent("select id from orders where created_at >= '2024-01-01' and created_at < '2024-02-01'\n", path="q.sql"),
        silent("select id from orders where cast(created_at as date) <= '2024-01-31'\n", path="q.sql"),
        silent("select id from orders where created_at between '2024-01-01' and '2024-01-31 23:59:59'\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A range of days over a column of moments, which ends when its last day begins.

    ## Why it matters
    A date held against a timestamp is its midnight. `<= '2024-01-31'` takes the first instant of the 31st and nothing
    of the day itself: the last day of the period is missing.

    ## Instead
    A half-open interval: `>= '2024-01-01' and < '2024-02-01'`.

    ## When it stays silent
    The column may hold dates; the bound has a time of day; the range has no lower bound, so that it may be meant to end
    before a day.

    ## Fix
    Compare by `<` with the next day.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if isinstance(node, exp.Between):
                column, last = bare(node.this), node.args["high"]
                if _is_moment(column) and _is_day(node.args["low"]) and _is_day(last):
                    yield _found(statement, column, last, node)
            elif isinstance(node, exp.And) and not isinstance(node.parent, exp.And):
                parts = list(conjuncts(node))
                for part in parts:
                    if not isinstance(part, exp.LTE) or not _is_moment(bare(part.this)) or not _is_day(part.expression):
                        continue
                    lower = (one for one in parts if isinstance(one, exp.GT | exp.GTE) and _is_day(one.expression))
                    if any(same(one.this, part.this) for one in lower):
                        yield _found(statement, bare(part.this), part.expression, part)


def _found(statement: SqlStatement, column: exp.Expr, last: exp.Expr, node: exp.Expr) -> Found:
    message = (
        f"{shown(column)} is a timestamp, and {shown(last)} its midnight: the last day of the range is left out but "
        "for one instant. A half-open interval takes it whole."
    )
    return Found(message, statement.line(node), shown(node))


def _is_moment(node: exp.Expr) -> bool:
    if isinstance(node, exp.Cast):
        return node.to.is_type(*_KINDS)
    return isinstance(node, exp.Column) and _MOMENT.search(node.name.lower()) is not None


def _is_day(node: exp.Expr) -> bool:
    node = bare(node)
    while isinstance(node, exp.Cast | exp.Date | exp.TsOrDsToDate):
        node = bare(node.this)
    return isinstance(node, exp.Literal) and bool(node.is_string) and _DAY.match(str(node.this)) is not None
