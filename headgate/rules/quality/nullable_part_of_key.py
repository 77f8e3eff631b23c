"""Rule: A key that is put together from parts of which one may be NULL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, shown
from headgate.facts.sql.nullability import Nullability
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_KEY = re.compile(r"(?:^|_)(?:id|key|sk|pk|hash|hashkey|uuid)$")
_IGNORING = ("postgres", "redshift", "duckdb", "tsql", "clickhouse")
"""Dialects whose CONCAT leaves NULL out, so that parts run together but the key is there."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select
              md5(o.id || '-' || p.id) as payment_key
            from orders o
            left join payments p on p.order_id = o.id
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select
              md5(o.id || '-' || coalesce(p.id, '')) as payment_key
            from orders o
            left join payments p on p.order_id = o.id
            """,
            path="q.sql",
        ),
        silent(
            """
            select
              o.id || '-' || p.name as label
            from orders o
            left join payments p on p.order_id = o.id
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A key that is put together from parts of which one may be NULL.

    ## Why it matters
    NULL makes the whole text NULL, and its hash: rows without that part have no key, are not merged, are not joined,
    and all fall into one group.

    ## Instead
    COALESCE each part to a text that no value has, as dbt_utils.generate_surrogate_key does.

    ## When it stays silent
    Nothing proves that a part may be NULL; COALESCE stands round it; the column is not named as a key.

    ## Fix
    Put COALESCE round the part.
    """
    nulls = Nullability(statement.scopes)
    for scope in statement.scopes.all:
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else ():
            if not isinstance(item, exp.Alias) or not _KEY.search(item.alias.lower()):
                continue
            made = bare(item.this)
            if not _is_put_together(made, statement.dialect):
                continue
            for column in made.find_all(exp.Column):
                guarded = column.find_ancestor(exp.Coalesce, exp.Case, exp.If, exp.Select)
                if not isinstance(guarded, exp.Select):
                    continue
                told = nulls.of(column, scope)
                if told.may:
                    message = (
                        f"{item.alias} is put together with {shown(column)}, which may be NULL ({told.reason}); then "
                        "the whole key is NULL. COALESCE it."
                    )
                    yield Found(message, statement.line(column), f"{item.alias} {shown(column)}".lower())
                    break


def _is_put_together(node: exp.Expr, dialect: str) -> bool:
    if node.find(exp.DPipe) is not None:
        return True
    return node.find(exp.Concat) is not None and dialect not in _IGNORING
