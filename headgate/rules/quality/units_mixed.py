"""Rule: Values of different units that are added, compared or put under each other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import shown
from headgate.facts.sql.scopes import branches
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.units import Unit, unit_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_PAIRS = (exp.Add, exp.Sub, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select
              id,
              queue_ms + run_seconds as total_ms
            from jobs
            """,
            3,
            path="q.sql",
        ),
        fires(
            """
            select id, amount_cents as amount from card_payments
            union all
            select id, amount_dollars from cash_payments
            """,
            3,
            path="q.sql",
        ),
        fires("select id from jobs where run_seconds > timeout_ms\n", 1, path="q.sql"),
        fires("select id from orders where closed_at_utc > opened_at_local\n", 1, path="q.sql"),
        fires("select coalesce(price_usd, price_eur) as price from items\n", 1, path="q.sql"),
        silent("select queue_ms + run_seconds * 1000 as total_ms from jobs\n", path="q.sql"),
        silent("select price_usd = price_eur as same, open_days - run_hours / 24 as d from items\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Values of different units that are added, compared or put under each other.

    ## Why it matters
    The sum of milliseconds and seconds is a number of nothing, and no type says so.

    ## Instead
    Convert one of them first, and name the result for its unit.

    ## When it stays silent
    One of the two names states no unit, or the units measure different things; anything is multiplied or divided;
    amounts of two currencies are held against each other by equality, as a check would.

    ## Fix
    None.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            for one, other in _pairs(node):
                clash = _clash(one, other)
                if clash is not None and not (isinstance(node, exp.EQ | exp.NEQ) and clash[0].quantity == "currency"):
                    yield _found(statement, one, other, clash, node)
                    break
    for operation, _ in statement.scopes.set_operations:
        first, *others = (branch.expressions for branch in branches(operation) if isinstance(branch, exp.Select))
        for items in others:
            for one, other in zip(first, items, strict=False):
                clash = _clash(one.unalias(), other.unalias())
                if clash is not None:
                    yield _found(statement, one.unalias(), other.unalias(), clash, other)


def _pairs(node: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    if isinstance(node, _PAIRS):
        yield node.this, node.expression
    elif isinstance(node, exp.Coalesce | exp.Greatest | exp.Least):
        yield from ((node.this, other) for other in node.expressions)
    elif isinstance(node, exp.Between):
        yield from ((node.this, node.args[limit]) for limit in ("low", "high"))
    elif isinstance(node, exp.Case):
        values = [one.args["true"] for one in node.args["ifs"]]
        values += [node.args["default"]] if node.args.get("default") is not None else []
        yield from ((values[0], other) for other in values[1:])


def _clash(one: exp.Expr, other: exp.Expr) -> tuple[Unit, Unit] | None:
    """The units of both, where they are two units of one quantity."""
    mine, theirs = unit_of(one), unit_of(other)
    if mine is None or theirs is None or mine.quantity != theirs.quantity or mine.name == theirs.name:
        return None
    return mine, theirs


def _found(statement: SqlStatement, one: exp.Expr, other: exp.Expr, clash: tuple[Unit, Unit], at: exp.Expr) -> Found:
    message = (
        f"{shown(one)} and {shown(other)} are taken for the same unit; their names say {clash[0].name} and "
        f"{clash[1].name}."
    )
    return Found(message, statement.line(at), f"{shown(one)} {shown(other)}".lower())
