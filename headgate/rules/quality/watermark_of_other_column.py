"""Rule: An incremental filter that compares two different columns."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/orders.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, created_at, updated_at from raw_orders
                    {% if is_incremental() %}
                    where updated_at > (select max(created_at) from {{ this }})
                    {% endif %}
                    """,
            },
            {"models/orders.sql": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/orders.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, modified as changed_at from raw_orders
                    {% if is_incremental() %}
                    where modified > (select max(changed_at) from {{ this }})
                    {% endif %}
                    """,
            },
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """An incremental filter that compares two different columns.

    ## Why it matters
    The watermark says up to where one column was loaded. Held against another column it lets rows through again or
    skips them: an order created before the last load and changed after it is lost, or taken each time.

    ## Instead
    The MAX of the same column that the filter compares.

    ## When it stays silent
    The two are one column under two names, or the compared column is not in the table, so that its MAX is not to be
    had.

    ## Fix
    Take the MAX of the compared column.
    """
    for mark in model.node.watermarks:
        if mark.column and mark.held and mark.shared and not mark.related:
            message = (
                f"The incremental filter holds {mark.column} against the maximum of {mark.held}: the watermark of "
                "another column lets rows through twice or skips them."
            )
            yield Found(message, mark.line, f"{model.name}.{mark.column}", path=model.path)
