"""Rule: A balance that adds what goes out to what comes in."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.scopes import RelationKind, Scopes, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_OPPOSITES = (
    ("to", "from"), ("in", "out"), ("incoming", "outgoing"), ("inflow", "outflow"), ("inflows", "outflows"),
    ("received", "sent"), ("receipts", "shipments"), ("credit", "debit"), ("credits", "debits"),
    ("deposit", "withdrawal"), ("deposits", "withdrawals"), ("buy", "sell"), ("buys", "sells"),
    ("bought", "sold"), ("purchases", "sales"), ("minted", "burned"), ("mint", "burn"), ("payments", "refunds"),
    ("inbound", "outbound"), ("charges", "refunds"), ("earned", "spent"), ("added", "removed"),
)  # fmt: skip
"""Words for what raises a balance and for what lowers it."""
_NET = ("balance", "net", "position", "change", "delta", "stock", "inventory", "holdings", "outstanding")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with transfers_in as (select to_id as id, sum(amount) as balance from transfers group by 1),
            transfers_out as (select from_id as id,
              sum(amount) as balance from transfers group by 1),
            both_ways as (select * from transfers_in union all select * from transfers_out)
            select id, sum(balance) as balance from both_ways group by id
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            with transfers_in as (select to_id as id, sum(amount) as balance from transfers group by 1),
            transfers_out as (select from_id as id, -sum(amount) as balance from transfers group by 1),
            both_ways as (select * from transfers_in union all select * from transfers_out)
            select id, sum(balance) as balance from both_ways group by id
            """,
            path="q.sql",
        ),
        silent(
            """
            with transfers_in as (select to_id as id, sum(amount) as volume from transfers group by 1),
            transfers_out as (select from_id as id, sum(amount) as volume from transfers group by 1)
            select * from transfers_in union all select * from transfers_out
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A balance that adds what goes out to what comes in.

    ## Why it matters
    Two branches of a UNION ALL stand for opposite directions, as their names say, and both give the amount with the
    same sign. Summed, money that left counts as money that is there.

    ## Instead
    A minus before the amount of the outgoing branch.

    ## When it stays silent
    One of the amounts is negated or subtracted; the column is not called a balance, a net amount or the like, so that
    turnover may be meant.

    ## Fix
    Negate the sum of the outgoing branch.
    """
    for node, _ in statement.scopes.set_operations:
        if not isinstance(node, exp.Union) or node.args.get("distinct"):
            continue
        named = [(name, select) for branch in branches(node) for name, select in _behind(branch, statement.scopes)]
        for name, incoming in named:
            for other, outgoing in named:
                if not _opposite(name, other):
                    continue
                for one, two in zip(incoming.expressions, outgoing.expressions, strict=False):
                    called = one.alias_or_name.lower()
                    if _is_net(called) and called == two.alias_or_name.lower() and _same_sign(one, two):
                        message = (
                            f"{other} gives {called} with the same sign as {name}: what goes out is added to what "
                            "comes in, not subtracted (sign)."
                        )
                        yield Found(message, statement.line(two), f"{name} {other} {called}")


def _behind(branch: exp.Expr, scopes: Scopes) -> Iterator[tuple[str, exp.Select]]:
    """Name and query of the one CTE that a branch passes on."""
    scope = scopes.of(branch)
    if scope is None or len(scope.relations) != 1 or scope.relations[0].kind is not RelationKind.CTE:
        return
    query = scope.relations[0].query
    if isinstance(query, exp.Select) and isinstance(scope.relations[0].node, exp.Table):
        yield scope.relations[0].node.name.lower(), query


def _opposite(name: str, other: str) -> bool:
    mine, theirs = name.split("_"), other.split("_")
    if len(mine) != len(theirs):
        return False
    differing = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and differing[0] in _OPPOSITES


def _is_net(name: str) -> bool:
    return any(word in _NET for word in name.split("_"))


def _same_sign(one: exp.Expr, two: exp.Expr) -> bool:
    """Whether both are the same sum, written alike up to the qualifiers, without a minus anywhere."""
    first, second = bare(one.unalias()), bare(two.unalias())
    if not isinstance(first, exp.Sum) or not isinstance(second, exp.Sum):
        return False
    return shown(first, 2_000).lower() == shown(second, 2_000).lower()
