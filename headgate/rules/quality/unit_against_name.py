"""Rule: A column whose name states another unit than the value that it gets."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import shown
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.units import converts, scaled, unit_of_name
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires("select id, amount_cents as amount_dollars from payments\n", 1, path="q.sql"),
        fires(
            """
            select
              id,
              sum(duration_ms) / 60 as duration_minutes
            from calls group by id
            """,
            3,
            path="q.sql",
        ),
        fires("select id, created_at_utc as created_at_local from orders\n", 1, path="q.sql"),
        silent("select id, amount_cents / 100.0 as amount_dollars from payments\n", path="q.sql"),
        silent("select id, duration_ms / 1000.0 / 60 as duration_minutes from calls\n", path="q.sql"),
        silent("select id, size_bytes / 1024 / 1024 as size_mb from files\n", path="q.sql"),
        silent(
            "select id, amount_usd * rate as amount_eur, price_eur * 100 as price_cents from payments\n", path="q.sql"
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A column whose name states another unit than the value that it gets.

    ## Why it matters
    Everybody downstream believes the name. Cents read as dollars are a hundred times too much, and no test of types
    or NULLs sees it.

    ## Instead
    Convert, or keep the unit in the name.

    ## When it stays silent
    One of the two names states no unit; the units measure different things; anything but constant numbers is
    multiplied or divided, so that the conversion may be in it; the factor is right (1,000 or 1,024 for bytes).

    ## Fix
    None: whether the name or the value is wrong is not told.
    """
    for scope in statement.scopes.all:
        for item in scope.query.expressions if isinstance(scope.query, exp.Select) else ():
            target = unit_of_name(item.alias) if isinstance(item, exp.Alias) else None
            told = scaled(item.this) if target is not None else None
            if target is None or told is None:
                continue
            source, factor = told
            if source.quantity != target.quantity or (source.name == target.name and factor == 1.0):
                continue
            if not converts(source, target, factor):
                right = source.size / target.size if source.size and target.size else 0.0
                told_right = f" (it takes the factor {right:g})" if right else ""
                times = f" times {factor:g}" if factor != 1.0 else ""
                message = (
                    f"{item.alias} is {shown(item.this)}: {source.name}{times}, and its name says "
                    f"{target.name}{told_right}."
                )
                yield Found(message, statement.line(item), item.alias.lower())
