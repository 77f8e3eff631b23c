"""Rule: COUNT(*) that counts the missing partner of an outer join."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import aggregates_of, bare
from headgate.facts.sql.nullability import optional_relations
from headgate.facts.sql.rows import meant
from headgate.facts.sql.scopes import Relation
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select c.id,
              count(*) as orders
            from customers c
            left join orders o on o.customer_id = c.id
            group by c.id
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select c.id, count(o.id) as orders
            from customers c
            left join orders o on o.customer_id = c.id
            group by c.id
            """,
            path="q.sql",
        ),
        silent(
            """
            select c.id, count(*) as customers
            from customers c
            left join countries o on o.code = c.country
            group by c.id
            """,
            path="q.sql",
        ),
        silent(
            """
            select c.id, count(*) as orders
            from customers c
            left join orders o on o.customer_id = c.id
            where o.paid
            group by c.id
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """COUNT(*) that counts the missing partner of an outer join.

    ## Why it matters
    A row without a match is still a row: COUNT(*) gives 1 where there is nothing to count. Who has no order appears
    with one.

    ## Instead
    COUNT of a column of the joined table, which is NULL without a match.

    ## When it stays silent
    The count is not named for the joined table; a filter drops rows without a match; the grouping names columns of it.

    ## Fix
    Count a key of the joined table.
    """
    for scope in statement.scopes.all:
        group = scope.query.args.get("group")
        optional = optional_relations(scope) if group is not None else {}
        if group is None or not optional or scope.query.args.get("where") is not None:
            continue
        grouped = {scope.owner(c) for item in group.expressions for c in meant(bare(item), scope).find_all(exp.Column)}
        for item in scope.query.expressions:
            stars = [call for call in aggregates_of(item) if isinstance(call, exp.Count) and _of_rows(call)]
            counted = next((one for one in optional if one not in grouped and _named_for(item.alias, one)), None)
            if stars and counted is not None and bare(item.unalias()) is stars[0]:
                message = (
                    f"{item.alias} is COUNT(*), which counts 1 where no row of {counted.name} matches (NULL): count a "
                    "column of it."
                )
                yield Found(message, statement.line(item), item.alias.lower())


def _of_rows(call: exp.Count) -> bool:
    return isinstance(call.this, exp.Star) or (isinstance(call.this, exp.Literal) and not call.expressions)


def _named_for(alias: str, relation: Relation) -> bool:
    """Whether the alias of a count speaks of the relation's own name."""
    name = relation.node.name.lower() if isinstance(relation.node, exp.Table) else relation.name
    noun = name.rsplit("__", 1)[-1].removeprefix("stg_").removeprefix("fct_").removeprefix("dim_")
    words = {word.rstrip("s") for word in alias.lower().split("_")}
    return len(noun) > 2 and noun.rstrip("s") in words
