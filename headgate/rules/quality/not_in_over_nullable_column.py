"""Rule: NOT IN over a column of another table that may be NULL."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.known import Known
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "blocked.sql": """
                    create view blocked as
                    select c.id as customer_id
                    from visits v
                    left join customers c on c.visit = v.id;
                """,
                "q.sql": """
                    select id
                    from orders
                    where customer_id not in (select b.customer_id from blocked b)
                """,
            },
            {"q.sql": (3,)},
        ),
        repository(
            {
                "q.sql": """
                    select id
                    from orders
                    where customer_id not in (select b.customer_id from blocked b)
                """,
            },
            {"q.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/blocked.sql": """
                    select customer_id from raw_blocked
                """,
                "models/q.sql": """
                    select id
                    from orders
                    where customer_id not in (select b.customer_id from {{ ref('blocked') }} b)
                """,
            },
            {"models/q.sql": (3,)},
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/shop.yml": """
                    models:
                      - name: blocked
                        columns:
                          - name: customer_id
                            tests: [not_null]
                """,
                "models/q.sql": """
                    select id
                    from orders
                    where customer_id not in (select b.customer_id from blocked b)
                """,
            },
        ),
        repository(
            {
                "q.sql": """
                    select id
                    from orders
                    where customer_id not in (select b.customer_id from blocked b where b.customer_id > 0)
                """,
            },
        ),
    ),
)
def check(known: Known) -> Iterator[Found]:
    """NOT IN over a column of another table that may be NULL.

    ## Why it matters
    One NULL in the subquery makes NOT IN unknown for every row: the day the first one arrives, the filter drops
    everything, without an error.

    ## Instead
    NOT EXISTS, an anti-join, or IS NOT NULL in the subquery.

    ## When it stays silent
    A constraint, a not_null test, or the query that makes the table keeps NULL out. Where nothing tells, it is a note
    for a table from outside, of which the repository cannot say; a warning for one that the repository makes.

    ## Fix
    Add `where <column> is not null` to the subquery.
    """
    for path, risk in known.risks("not-in"):
        nulls = known.nulls(risk.nulls)
        if nulls.may:
            message = f"The subquery of NOT IN may give NULL ({nulls.reason}); then no row passes."
            yield Found(message, risk.line, risk.entity, path=path)
        elif not nulls.never:
            message = "Nothing tells that the subquery of NOT IN gives no NULL; with one, no row passes."
            unsaid = known.unsaid(risk.nulls, path)
            if unsaid:
                message = (
                    f"No test, constraint or filter keeps NULL out of {unsaid}, from which the subquery of NOT IN "
                    "takes its values; with one, no row passes."
                )
            yield Found(message, risk.line, risk.entity, path=path, level=Level.WARNING if unsaid else Level.NOTE)
