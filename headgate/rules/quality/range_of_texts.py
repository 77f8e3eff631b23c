"""Rule: Dates or numbers that are compared as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SORTABLE = re.compile(r"^\W*(?:%Y|yyyy|YYYY|%F|yyyy|%G)")
_DATE_FIRST = re.compile(r"^\W*(?:%m|%d|%b|%B|%e|%-m|%-d|mm|dd|mon|month)", re.I)
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select id from orders where cast(version as varchar) > '10'\n", 1, path="q.sql"),
        fires(
            """
            select customer_id,
              max(to_char(ordered_at, 'MM/DD/YYYY')) as latest
            from orders group by customer_id
            """,
            2,
            path="models/q.sql",
        ),
        silent("select id from orders where cast(version as int) > 10\n", path="q.sql"),
        silent("select id from orders where cast(code as varchar) = '10'\n", path="q.sql"),
        silent("select max(to_char(ordered_at, 'YYYY-MM-DD')) as latest from orders\n", path="models/q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Dates or numbers that are compared as texts.

    ## Why it matters
    Texts compare letter by letter: '9' is greater than '10', and '12/01/2023' greater than '01/05/2024'. Limits,
    extremes and orders by such texts are lexicographic and wrong, and only for some values.

    ## Instead
    Compare numbers and dates; format them at the end.

    ## When it stays silent
    The format begins with the year; only equality is asked; the text is not made from a number or a date here.

    ## Fix
    Cast to a number or a date before comparing.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            for part in _ordered(node):
                what = _fault(part, node)
                if what:
                    message = f"{shown(part)} is a text, and {shown(node)} compares it lexicographically: {what}."
                    yield Found(message, statement.line(node), shown(node))
                    break


def _ordered(node: exp.Expr) -> Iterator[exp.Expr]:
    """What a comparison by order, or an extreme, holds against each other."""
    if isinstance(node, exp.GT | exp.GTE | exp.LT | exp.LTE):
        yield bare(node.this)
        yield bare(node.expression)
    elif isinstance(node, exp.Between | exp.Max | exp.Min):
        yield bare(node.this)


def _fault(part: exp.Expr, node: exp.Expr) -> str:
    if isinstance(part, exp.TimeToStr | exp.ToChar):
        told = part.args.get("format")
        text = str(told.this) if isinstance(told, exp.Literal) else ""
        if _DATE_FIRST.match(text) and not _SORTABLE.match(text):
            return "the format does not begin with the year, so that later dates may come first"
    if isinstance(part, exp.Cast) and part.to.is_type(*exp.DataType.TEXT_TYPES):
        others = (node.args.get("expression"), node.this, node.args.get("low"), node.args.get("high"))
        texts = [one for one in others if isinstance(one, exp.Literal) and one.is_string]
        if any(_NUMBER.match(str(one.this)) for one in texts):
            return "'9' is greater than '10'"
    return ""
