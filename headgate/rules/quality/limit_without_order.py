"""Rule: LIMIT over rows in no order."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import aggregates_of
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires("select id from orders\nlimit 10\n", 1, path="some.sql"),
        silent("select id from orders\norder by id\nlimit 10\n", path="some.sql"),
        silent("select max(id) from orders\nlimit 1\n", path="some.sql"),
        silent(
            "select id from orders o where exists (select 1 from lines l where l.id = o.id limit 1)\n", path="s.sql"
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """LIMIT over rows in no order.

    ## Why it matters
    Which rows remain is up to the engine and differs from run to run, so results cannot be reproduced.

    ## Instead
    Order by a key before limiting.

    ## When it stays silent
    One row at most is made, no row is kept (LIMIT 0), or it stands in EXISTS.

    ## Fix
    Add ORDER BY.
    """
    for query in _queries(statement.tree):
        limit = query.args.get("limit") or query.args.get("fetch")
        if limit is None or query.args.get("order") or isinstance(query.parent, exp.Exists):
            continue
        count = limit.expression if isinstance(limit, exp.Limit) else limit.args.get("count")
        if isinstance(count, exp.Literal) and count.this == "0":
            continue
        if isinstance(query, exp.Select) and (_is_one_row(query) or query.args.get("from_") is None):
            continue
        message = "LIMIT keeps rows of no particular order, so each run may keep others."
        yield Found(message, statement.line(query), "limit")


def _queries(tree: exp.Expr) -> Iterator[exp.Expr]:
    return tree.find_all(exp.Select, exp.SetOperation, exp.Subquery)


def _is_one_row(query: exp.Select) -> bool:
    return not query.args.get("group") and any(True for item in query.expressions for _ in aggregates_of(item))
