"""Rule: The result's columns are whatever a table happens to have."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.outputs import outputs_of
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires("select * from orders\n", 1, path="all_orders.sql"),
        fires("with o as (\n  select * from orders\n)\nselect o.* from o\n", 4, path="all_orders.sql"),
        silent("with o as (\n  select id, total from orders\n)\nselect * from o\n", path="all_orders.sql"),
        silent("select id from (select * from orders) o\n", path="all_orders.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """The result's columns are whatever a table happens to have.

    ## Why it matters
    A column that is added, dropped or moved upstream changes this result without a change to this code:
    inserts by position shift, set operations break, and contracts no longer hold.

    ## Instead
    Name the columns where the data enters; a star over a query that names them is fine.

    ## When it stays silent
    The star's columns are all named by the statement itself, or do not reach the result.

    ## Fix
    Write the columns out.
    """
    query = _result(statement.tree)
    if query is None:
        return
    outputs = outputs_of(query, statement.scopes)
    if outputs.unknown is not None and not isinstance(outputs.unknown, exp.Table):
        message = "The columns of this result are those that the table has on the day; nothing here names them."
        yield Found(message, statement.line(outputs.unknown), "columns")


def _result(tree: exp.Expr) -> exp.Expr | None:
    """The query whose columns leave the statement."""
    if isinstance(tree, (exp.Create, exp.Insert)):
        tree = tree.expression
    while isinstance(tree, exp.Subquery):
        tree = tree.this
    return tree if isinstance(tree, (exp.Select, exp.SetOperation)) else None
