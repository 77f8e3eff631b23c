"""Rule: Two result columns of one name."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import is_told, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select\n  id,\n  total as amount,\n  net as amount\nfrom orders\n", 4, path="q.sql"),
        fires("select o.id, c.id\nfrom orders o\njoin customers c on o.c = c.id\n", 1, path="q.sql"),
        silent("select o.id, c.id as customer_id\nfrom orders o\njoin customers c on o.c = c.id\n", path="q.sql"),
        silent("select count(*), count(*) from orders\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Two result columns of one name.

    ## Why it matters
    A table cannot be made from it, and what reads it by name fails or gets one of the two.

    ## Instead
    Name each column for what it holds.

    ## When it stays silent
    Unnamed expressions, and queries whose columns nobody reads (EXISTS, branches of a set operation after the
    first).

    ## Fix
    Rename or remove one.
    """
    for scope in statement.scopes.all:
        query = scope.query
        if not isinstance(query, exp.Select) or isinstance(query.parent, exp.Exists):
            continue
        if isinstance(query.parent, exp.SetOperation) and query.arg_key == "expression":
            continue
        seen: dict[str, exp.Expr] = {}
        for item in query.expressions:
            name = item.alias_or_name.lower() if isinstance(item, (exp.Alias, exp.Column)) else ""
            if not name or name == "*" or not is_told(name):
                continue
            if name in seen:
                message = f"{name} is the name of two columns of this result: {shown(seen[name])} and {shown(item)}."
                yield Found(message, statement.line(item), name)
            seen.setdefault(name, item)
