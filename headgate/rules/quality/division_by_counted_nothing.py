"""Rule: Division by a count of the rows that meet a condition."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, repository, rule, silent

_FAILING = ("", "snowflake", "bigquery", "redshift", "postgres", "tsql", "oracle", "trino", "presto", "athena")
"""Dialects in which a division by zero is an error; elsewhere it gives NULL or infinity."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select shop,
              sum(total) / sum(case when paid then 1 else 0 end) as per_paid_order
            from orders group by shop
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select shop,
              sum(total) / nullif(sum(case when paid then 1 else 0 end), 0) as per_paid_order
            from orders group by shop
            """,
            path="q.sql",
        ),
        silent(
            """
            select shop,
              case when sum(case when paid then 1 else 0 end) > 0
                then sum(total) / sum(case when paid then 1 else 0 end) end as per_paid_order
            from orders group by shop
            """,
            path="q.sql",
        ),
        silent("select shop, sum(total) / count(*) as per_order from orders group by shop\n", path="q.sql"),
        repository({"q.sql": "select safe_divide(sum(total), countif(paid)) as x from orders group by shop\n"}),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Division by a count of the rows that meet a condition.

    ## Why it matters
    Of any group none may meet the condition; the count is 0 and the whole query fails, on the day the first such group
    appears.

    ## Instead
    `nullif(count, 0)`, or SAFE_DIVIDE where there is one.

    ## When it stays silent
    NULLIF, CASE, a filter or the function keeps 0 out; every row counts; the dialect gives NULL for a division by 0.

    ## Fix
    Put NULLIF(…, 0) round the divisor.
    """
    if statement.dialect not in _FAILING:
        return
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, exp.Div) or node.args.get("safe"):
                continue
            divisor = bare(node.expression)
            while isinstance(divisor, exp.Cast):
                divisor = bare(divisor.this)
            if _may_be_zero(divisor) and not _is_guarded(node, scope.query):
                message = (
                    f"{shown(divisor)} is 0 for a group in which no row meets the condition: the division by zero "
                    "fails. NULLIF keeps 0 out."
                )
                yield Found(message, statement.line(divisor), shown(node))


def _may_be_zero(node: exp.Expr) -> bool:
    if isinstance(node, exp.CountIf):
        return True
    if isinstance(node, exp.Filter) and isinstance(node.this, exp.Count | exp.Sum):
        return True
    if isinstance(node, exp.Sum) and isinstance(bare(node.this), exp.Case | exp.If):
        case = bare(node.this)
        outcomes = [b.args["true"] for b in case.args["ifs"]] if isinstance(case, exp.Case) else [case.args["true"]]
        otherwise = case.args.get("default") or case.args.get("false")
        plain = all(isinstance(one, exp.Literal) and one.this == "1" for one in outcomes)
        return plain and isinstance(otherwise, exp.Literal) and otherwise.this == "0"
    if isinstance(node, exp.Count):
        inner = node.this.expressions[0] if isinstance(node.this, exp.Distinct) and node.this.expressions else node.this
        inner = bare(inner) if isinstance(inner, exp.Expr) else inner
        return isinstance(inner, exp.Case) and inner.args.get("default") is None
    return False


def _is_guarded(node: exp.Expr, query: exp.Expr) -> bool:
    above = node.parent
    while above is not None and above is not query:
        if isinstance(above, exp.Case | exp.If | exp.Anonymous | exp.Coalesce):
            return True
        above = above.parent
    return query.args.get("having") is not None
