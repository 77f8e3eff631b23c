"""Rule: A filter to one entity, left in from trying the query out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, shown
from headgate.facts.sql.rows import meant
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_ENTITY = re.compile(r"(?:^|_)(?:id|key|number|no)$|[a-z]id$")
_FEWEST_DIGITS = 4
"""Shorter numbers are codes: of a state, a kind, a tenant."""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select stay_id, max(charted_at) as last_charted_at
            from charts
            where item = 7
              and stay_id = 203992
            group by stay_id
            """,
            4,
            path="q.sql",
        ),
        fires(
            """
            select stay_id, row_number() over (partition by stay_id order by charted_at) as n
            from charts where stay_id = 200019
            """,
            2,
            path="q.sql",
        ),
        silent("select charted_at, value from charts where stay_id = 203992\n", path="q.sql"),
        silent(
            "select itemid, count(*) as n from charts where itemid in (220045, 211) group by itemid\n", path="q.sql"
        ),
        silent("select tenant_id, count(*) as n from charts where tenant_id = 12 group by tenant_id\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A filter to one entity, left in from trying the query out.

    ## Why it matters
    The query groups, or numbers rows, by an id, and takes one single id: there is one group. All other entities are
    missing from the table, and nothing fails.

    ## Instead
    The query without the filter.

    ## When it stays silent
    No grouping or partition starts with the column; the constant is a short code, a text or a parameter; several are
    listed.

    ## Fix
    Remove the filter.
    """
    for scope in statement.scopes.all:
        where = scope.query.args.get("where") if isinstance(scope.query, exp.Select) else None
        for part in conjuncts(where.this if where is not None else None):
            column = bare(part.this) if isinstance(part, exp.EQ) else None
            if not isinstance(column, exp.Column) or not _is_entity(column, bare(part.expression)):
                continue
            if column.name.lower() in _told_apart(scope):
                message = (
                    f"{shown(part)} leaves one single {column.name}, by which the query tells its rows apart: a "
                    "filter left in from trying it out (predicate)."
                )
                yield Found(message, statement.line(part), shown(part))


def _is_entity(column: exp.Column, value: exp.Expr) -> bool:
    number = isinstance(value, exp.Literal) and not value.is_string and str(value.this).isdigit()
    return number and len(str(value.this)) >= _FEWEST_DIGITS and _ENTITY.search(column.name.lower()) is not None


def _told_apart(scope: Scope) -> set[str]:
    """Columns that lead a grouping or a partition of the query: what its rows are about."""
    group = scope.query.args.get("group")
    lists = [group.expressions if group is not None else []]
    lists += [node.args.get("partition_by") or [] for node in scope.nodes if isinstance(node, exp.Window)]
    leading = [meant(bare(parts[0]), scope) for parts in lists if parts]
    return {part.name.lower() for part in leading if isinstance(part, exp.Column)}
