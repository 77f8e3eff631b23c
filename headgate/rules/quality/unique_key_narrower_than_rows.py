"""Rule: A unique_key that several rows of one run share, by the model's own GROUP BY."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.facts.sql.known import tells_apart
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import is_passed_on, listed, setting_line
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key='customer_id') }}
                    select customer_id, order_date, sum(total) as total from orders
                    {% if is_incremental() %} where order_date >= (select max(order_date) from {{ this }}) {% endif %}
                    group by customer_id, order_date
                    """,
            },
            {"models/daily.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key=['customer_id', 'order_date']) }}
                    select customer_id, order_date, sum(total) as total from orders
                    {% if is_incremental() %} where order_date >= (select max(order_date) from {{ this }}) {% endif %}
                    group by customer_id, order_date
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select md5(customer_id || order_date) as id, customer_id, order_date, sum(total) as total
                    from orders
                    group by 1, 2, 3
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key='customer_id') }}
                    select customer_id, customer_name, sum(total) as total from orders
                    group by customer_id, customer_name
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A unique_key that several rows of one run share, by the model's own GROUP BY.

    ## Why it matters
    The query groups by more than the unique_key, so rows of one run have the same key: MERGE fails or keeps any of
    them, delete+insert keeps them all.

    ## Instead
    A unique_key at the grain of the GROUP BY.

    ## When it stays silent
    The key is the grouping, or the further columns of the grouping may be attributes of the key; the key is computed,
    for instance a hash of several columns.

    ## Fix
    Add the missing columns to unique_key.
    """
    keys = listed(model.setting("unique_key"))
    if not keys or model.setting("materialized") != "incremental" or model.disabled:
        return
    for statement in model.statements[-1:]:
        shape = statement.grain.shape if statement.grain is not None else None
        if shape is None or whole.known.is_unique_on(shape, keys):
            continue
        if not all(is_passed_on(statement, name) for name in keys):
            continue  # a hash may stand for all columns of the grouping
        for key in shape.keys:
            if key.weak or key.lost or key.needs or not tells_apart(key.columns, keys):
                continue
            extra = ", ".join(sorted(set(key.columns) - set(keys)))
            message = (
                f"unique_key ({', '.join(keys)}) is narrower than the rows of {model.name}, which are told apart by "
                f"{extra} as well, {key.reason}: one run gives duplicates of a key."
            )
            line = setting_line(model, whole, "unique_key")
            yield Found(message, line, model.name, path=model.path)
            break
