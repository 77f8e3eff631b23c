"""Rule: Conditions that cannot hold together, or one that always holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    conjuncts,
    disjuncts,
    same,
    shown,
)
from headgate.facts.sql.nullability import null_rejected
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id from orders
            where status = 'new' and status = 'paid'
            """,
            2,
            path="q.sql",
        ),
        fires(
            """
            select id from orders
            where status <> 'new' or status <> 'paid'
            """,
            2,
            path="q.sql",
        ),
        fires("select id from orders where total > 10 and total < 5\n", 1, path="q.sql"),
        fires("select id from orders where shipped_at is null and shipped_at > '2024-01-01'\n", 1, path="q.sql"),
        silent("select id from orders where status = 'new' or status = 'paid'\n", path="q.sql"),
        silent("select id from orders where status <> 'new' and status <> 'paid'\n", path="q.sql"),
        silent("select id from orders where total > 5 and total < 10\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Conditions that cannot hold together, or one that always holds.

    ## Why it matters
    `a = 1 and a = 2` keeps nothing; `a <> 1 or a <> 2` keeps everything. Such a filter was meant otherwise,
    mostly OR for AND or the reverse.

    ## Instead
    IN and NOT IN say what is meant without the trap.

    ## When it stays silent
    The values are not constants, or belong to different expressions.

    ## Fix
    Replace AND by OR, or OR by AND; better, use IN or NOT IN.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, (exp.And, exp.Or)) or isinstance(node.parent, type(node)):
                continue
            parts = list(conjuncts(node)) if isinstance(node, exp.And) else list(disjuncts(node))
            clash = _clash(parts, _never_both if isinstance(node, exp.And) else _always_one)
            if clash is not None:
                first, second = clash
                what = "never hold together" if isinstance(node, exp.And) else "leave nothing out: one always holds"
                word = "and" if isinstance(node, exp.And) else "or"
                message = f"{shown(first)} {word} {shown(second)}: these {what}."
                yield Found(message, statement.line(second), f"{shown(first)} {word} {shown(second)}")


_MOST = 40
"""Longer conditions, as generated ones, are not compared pair by pair."""


def _clash(parts: list[exp.Expr], clashes: Callable[[exp.Expr, exp.Expr], bool]) -> tuple[exp.Expr, exp.Expr] | None:
    for index, first in enumerate(parts[:_MOST]):
        for second in parts[index + 1 : _MOST]:
            if clashes(first, second):
                return first, second
    return None


def _never_both(first: exp.Expr, second: exp.Expr) -> bool:
    if isinstance(first, exp.Is) and isinstance(first.expression, exp.Null):
        return any(same(first.this, column) for column in null_rejected(second))
    if isinstance(second, exp.Is) and isinstance(second.expression, exp.Null):
        return any(same(second.this, column) for column in null_rejected(first))
    values = _values(first, second)
    if values is None:
        return False
    low, high = values
    if isinstance(first, exp.EQ) and isinstance(second, exp.EQ):
        return low != high
    if isinstance(first, (exp.GT, exp.GTE)) and isinstance(second, (exp.LT, exp.LTE)):
        return low > high
    if isinstance(first, (exp.LT, exp.LTE)) and isinstance(second, (exp.GT, exp.GTE)):
        return low < high
    return False


def _always_one(first: exp.Expr, second: exp.Expr) -> bool:
    values = _values(first, second)
    return values is not None and isinstance(first, exp.NEQ) and isinstance(second, exp.NEQ) and values[0] != values[1]


def _values(first: exp.Expr, second: exp.Expr) -> tuple[tuple[float, str], tuple[float, str]] | None:
    """The constants that two comparisons hold one and the same expression against."""
    kinds = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
    if not isinstance(first, kinds) or not isinstance(second, kinds) or not same(first.this, second.this):
        return None
    one, two = first.expression, second.expression
    if not isinstance(first.this, exp.Column) or not isinstance(one, exp.Literal) or not isinstance(two, exp.Literal):
        return None
    if one.is_string and two.is_string:
        return (0.0, str(one.this).lower()), (0.0, str(two.this).lower())
    return None if one.is_string or two.is_string else ((float(one.this), ""), (float(two.this), ""))
