"""Rule: A sum over rows that a join has multiplied."""

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
                "dbt_project.yml": """
                    name: shop
                """,
                "models/shop.yml": """
                    version: 2
                    models:
                      - name: orders
                        columns:
                          - name: id
                            tests: [unique, not_null]
                      - name: lines
                        columns:
                          - name: id
                            tests: [unique]
                """,
                "models/q.sql": """
                    select o.customer_id, sum(o.total) as spend
                    from orders o
                    left join lines l on l.order_id = o.id
                    group by o.customer_id
                """,
            },
            {"models/q.sql": (3,)},
        ),
        repository(
            {
                "q.sql": """
                    with items as (
                      select order_id, product_id, sum(price) as price from lines group by order_id, product_id
                    )
                    select o.customer_id, sum(o.total) as spend
                    from orders o
                    join items i on i.order_id = o.id
                    group by o.customer_id
                """,
            },
            {"q.sql": (6,)},
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/shop.yml": """
                    version: 2
                    models:
                      - name: orders
                        columns:
                          - name: id
                            tests: [unique, not_null]
                      - name: lines
                        columns:
                          - name: id
                            tests: [unique]
                """,
                "models/q.sql": """
                    select o.customer_id, sum(l.price) as spend
                    from orders o
                    left join lines l on l.order_id = o.id
                    group by o.customer_id
                """,
            },
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/shop.yml": """
                    version: 2
                    models:
                      - name: orders
                        columns:
                          - name: id
                            tests: [unique, not_null]
                      - name: lines
                        columns:
                          - name: id
                            tests: [unique]
                """,
                "models/q.sql": """
                    with items as (
                      select order_id, sum(price) as price from lines group by order_id
                    )
                    select o.customer_id, sum(o.total) as spend
                    from orders o
                    join items i on i.order_id = o.id
                    group by o.customer_id
                """,
            },
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/shop.yml": """
                    version: 2
                    models:
                      - name: orders
                        columns:
                          - name: id
                            tests: [unique, not_null]
                      - name: lines
                        columns:
                          - name: id
                            tests: [unique]
                """,
                "models/q.sql": """
                    select l.id, sum(o.total) as spend
                    from orders o
                    left join lines l on l.order_id = o.id
                    group by l.id
                """,
            },
        ),
    ),
)
def check(known: Known) -> Iterator[Found]:
    """A sum over rows that a join has multiplied.

    ## Why it matters
    The joined relation has several rows for each value that the join compares, so each row of the other one comes
    several times, and its column is added up as often. The result looks plausible and is too large.

    ## Instead
    Aggregate the many side to the key of the join first, in a CTE, then join.

    ## When it stays silent
    The key of the joined relation is not known, lies within the join's columns or the grouping, or a filter may
    make it unique.

    ## Fix
    Sum before joining.
    """
    for path, risk in known.risks("fan-out"):
        why = known.repeats(risk)
        if why:
            on = ", ".join(risk.on)
            message = (
                f"{risk.what} adds the same value once for each row of {risk.relation}, which is joined on {on}: {why}."
            )
            yield Found(message, risk.line, risk.entity, path=path)
