"""Rule: A validity interval whose open end is not provided for."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.known import Known
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_SNAPSHOT = """
    {% snapshot customers_snapshot %}
    {{ config(unique_key='id', strategy='timestamp', updated_at='changed_at') }}
    select id, name, changed_at from raw_customers
    {% endsnapshot %}
    """


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "snapshots/customers_snapshot.sql": _SNAPSHOT,
                "models/orders.sql": """
                    select o.id, c.name
                    from raw_orders o
                    left join {{ ref('customers_snapshot') }} c on c.id = o.customer_id
                      and o.placed_at between c.dbt_valid_from and c.dbt_valid_to
                    """,
            },
            {"models/orders.sql": (4,)},
        ),
        repository(
            {
                "q.sql": """
                    with prices as (
                      select product, price, at as valid_from,
                        lead(at) over (partition by product order by at) as valid_to
                      from changes
                    )
                    select l.id, p.price
                    from lines l
                    join prices p on p.product = l.product
                      and l.sold_at >= p.valid_from
                      and l.sold_at < p.valid_to
                    """,
            },
            {"q.sql": (10,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "snapshots/customers_snapshot.sql": _SNAPSHOT,
                "models/orders.sql": """
                    select o.id, c.name
                    from raw_orders o
                    left join {{ ref('customers_snapshot') }} c on c.id = o.customer_id
                      and o.placed_at >= c.dbt_valid_from
                      and (o.placed_at < c.dbt_valid_to or c.dbt_valid_to is null)
                    """,
            },
        ),
        repository(
            {
                "q.sql": """
                    select l.id, p.price
                    from lines l
                    join prices p on p.product = l.product and l.sold_at < p.valid_to
                    """,
            },
        ),
    ),
)
def check(known: Known) -> Iterator[Found]:
    """A validity interval whose open end is not provided for.

    ## Why it matters
    The version that still holds has no end: its end is NULL, no comparison with NULL is true, and so the current rows,
    which matter most, meet no partner.

    ## Instead
    `(x < valid_to or valid_to is null)`, or `x < coalesce(valid_to, '9999-12-31')`.

    ## When it stays silent
    Nothing proves that the end can be NULL; an alternative or COALESCE provides for it.

    ## Fix
    Put COALESCE round the end.
    """
    for path, risk in known.risks("open-end"):
        nulls = known.nulls(risk.nulls)
        if nulls.may:
            message = (
                f"{risk.what} is NULL for the version that still holds ({nulls.reason}), so {risk.entity} leaves the "
                "current version out of the interval. COALESCE it, or ask for NULL as well."
            )
            yield Found(message, risk.line, risk.entity, path=path)
