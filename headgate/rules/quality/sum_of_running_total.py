"""Rule: A sum of what is already a running total."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.scopes import Relation, Scope, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_NAMED = re.compile(r"(?:^|_)(?:cumulative|cumul|cum|running|ytd|mtd|qtd)(?:_|$)|_to_date$")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with daily as (
              select day, shop, sum(sales) over (partition by shop order by day) as sales_so_far from days
            )
            select shop, sum(sales_so_far) as sales
            from daily group by shop
            """,
            4,
            path="q.sql",
        ),
        fires("select shop, sum(cumulative_sales) as sales from days group by shop\n", 1, path="q.sql"),
        silent("select shop, max(cumulative_sales) as sales from days group by shop\n", path="q.sql"),
        silent("select day, sum(cumulative_sales) as sales from days group by day\n", path="q.sql"),
        silent(
            """
            with daily as (select day, shop, sum(sales) over (partition by shop) as sales_of_shop from days)
            select shop, sum(sales_of_shop) as sales from daily group by shop
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A sum of what is already a running total.

    ## Why it matters
    A cumulative value holds everything before it. Added up over time each amount counts as often as there are rows
    after it: the aggregate is many times too large, and grows with the number of rows.

    ## Instead
    The last value of each period (MAX, or the row of the latest time), or the sum of the amounts themselves.

    ## When it stays silent
    The rows are grouped by a time, so that totals of different things at one time may be added.

    ## Fix
    Take the latest value.
    """
    for scope in statement.scopes.all:
        group = scope.query.args.get("group")
        if group is not None and any(_is_period(item, scope) for item in group.expressions):
            continue
        for node in scope.nodes:
            column = bare(node.this) if isinstance(node, exp.Sum) else None
            if not isinstance(column, exp.Column) or isinstance(node.parent, exp.Window):
                continue
            owner = scope.owner(column)
            if _NAMED.search(column.name.lower()) or (owner is not None and _runs(owner, column.name.lower())):
                message = (
                    f"SUM over {shown(column)}, which is a running total: the aggregate counts each amount once for "
                    "every later row."
                )
                yield Found(message, statement.line(node), shown(node))


_TIME = re.compile(r"(?:^|_)(?:date|day|week|month|quarter|year|hour|at|time|ts|timestamp|dt|period)(?:_|$)|date|month")


def _is_period(item: exp.Expr, scope: Scope) -> bool:
    if isinstance(item, exp.Literal) and item.this.isdigit() and 0 < int(item.this) <= len(scope.query.expressions):
        item = scope.query.expressions[int(item.this) - 1]
    names = {item.alias_or_name.lower(), *(column.name.lower() for column in item.find_all(exp.Column))}
    return any(_TIME.search(name) for name in names) or not names - {""}


def _runs(relation: Relation, name: str) -> bool:
    """Whether the relation makes the column by SUM over a growing window."""
    for branch in branches(relation.query) if relation.query is not None else ():
        items = branch.expressions if isinstance(branch, exp.Select) else []
        item = next((one for one in items if one.alias_or_name.lower() == name), None)
        made = bare(item.unalias()) if item is not None else None
        if not (isinstance(made, exp.Window) and isinstance(made.this, exp.Sum) and made.args.get("order")):
            return False
        spec = made.args.get("spec")
        if spec is not None and str(spec.args.get("start") or "").upper() != "UNBOUNDED":
            return False
    return relation.query is not None
