"""Rule: An aggregate under the name of another column."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, columns_of, same, shown
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with ads as (select campaign, clicks, impressions, spend from raw_ads)
            select campaign,
              sum(clicks) as clicks,
              sum(clicks) as impressions,
              sum(spend) as spend
            from ads group by campaign
            """,
            4,
            path="q.sql",
        ),
        fires(
            """
            select
              t.valid_from as valid_to,
              t.valid_to as valid_from
            from t
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            with ads as (select campaign, clicks, spend from raw_ads)
            select campaign, sum(clicks) as clicks, sum(clicks) as total_clicks, sum(spend) as spend
            from ads group by campaign
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """An aggregate under the name of another column.

    ## Why it matters
    A line was copied and only its alias changed: two columns hold the same numbers, and the second one is wrong. Or
    two columns carry each other's names, swapped.

    ## Instead
    The column that the alias names.

    ## When it stays silent
    The relation is not known to have a column of the alias's name; the expression stands once; a comment of the
    statement speaks of swapping, or a branch of a UNION gives pairs the other way round.

    ## Fix
    None: which of the two was meant is for the author to say.
    """
    for scope in statement.scopes.all:
        items = [i for i in scope.query.expressions if isinstance(i, exp.Alias)] if _is_select(scope) else []
        for item in items:
            call = bare(item.this)
            twin = _swapped(item, items) if not _is_meant(scope, statement) else None
            if twin is not None:
                message = (
                    f"{shown(call)} is named {item.alias} and {shown(twin.this)} is named {twin.alias}: the two names "
                    "are swapped."
                )
                yield Found(message, statement.line(item), f"{item.alias} {twin.alias}".lower())
                break
            columns = list(columns_of(call)) if isinstance(call, exp.AggFunc) else []
            if len(columns) != 1 or columns[0].name.lower() == item.alias.lower():
                continue
            owner_named = next((i for i in items if i.alias.lower() == columns[0].name.lower()), None)
            if (
                owner_named is None
                or not same(owner_named.this, call)
                or not _has(item.alias.lower(), columns[0], scope)
            ):
                continue
            message = (
                f"{item.alias} is {shown(call)}, the same as {owner_named.alias}, though there is a column "
                f"{item.alias}: only the alias of a copied line was changed (wrong column)."
            )
            yield Found(message, statement.line(item), item.alias.lower())


def _is_select(scope: Scope) -> bool:
    return isinstance(scope.query, exp.Select)


def _has(name: str, column: exp.Column, scope: Scope) -> bool:
    """Whether the relation of `column` is known to have a column `name`."""
    owner = scope.owner(column)
    if owner is None or owner.query is None or not isinstance(owner.query, exp.Select):
        return False
    return name in {item.alias_or_name.lower() for item in owner.query.expressions}


def _is_meant(scope: Scope, statement: SqlStatement) -> bool:
    """Whether the swap is told, or is one branch of a UNION, which gives pairs in both directions."""
    return isinstance(scope.query.parent, exp.SetOperation) or "swap" in statement.text.lower()


def _swapped(item: exp.Alias, items: list[exp.Alias]) -> exp.Alias | None:
    """The item that has this one's column as its name, and whose column is this one's name."""
    mine = bare(item.this)
    if not isinstance(mine, exp.Column) or mine.name.lower() == item.alias.lower():
        return None
    for other in items:
        theirs = bare(other.this)
        if not isinstance(theirs, exp.Column) or theirs.table != mine.table:
            continue
        if theirs.name.lower() == item.alias.lower() and other.alias.lower() == mine.name.lower():
            return other
    return None
