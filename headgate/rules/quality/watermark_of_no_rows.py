"""Rule: A watermark that is NULL where the table holds no such row yet."""

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
                "models/events.sql": """
                    {{ config(materialized='incremental') }}
                    select 'web' as origin, id, at from web_events
                    {% if is_incremental() %}
                    where at > (select max(at) from {{ this }} where origin = 'web')
                    {% endif %}
                    """,
            },
            {"models/events.sql": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental') }}
                    select 'web' as origin, id, at from web_events
                    {% if is_incremental() %}
                    where at > (select coalesce(max(at), '1900-01-01') from {{ this }} where origin = 'web')
                    {% endif %}
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental') }}
                    select id, at from web_events
                    {% if is_incremental() %}
                    where at > (select max(at) from {{ this }})
                    {% else %}
                    where 1 = 0
                    {% endif %}
                    """,
            },
            {"models/events.sql": (4,)},
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """A watermark that is NULL where the table holds no such row yet.

    ## Why it matters
    MAX over no rows is NULL, and no comparison with NULL is true: an incremental model whose table is empty, or
    empty for one origin, loads nothing on every run, without an error, until somebody runs a full refresh.

    ## Instead
    `coalesce(max(at), <a date before all data>)`.

    ## When it stays silent
    COALESCE or an alternative beside the comparison provides for it; the MAX is taken over the whole table, which the
    first run has filled.

    ## Fix
    Put COALESCE round the MAX.
    """
    for mark in model.node.watermarks:
        if mark.guarded or not mark.held:
            continue
        start = f"max({mark.held}) over {model.name}"
        if mark.narrowed:
            message = (
                f"{start} is taken over the rows of one kind: while the table holds none of them it is NULL, and the "
                "incremental filter takes none of them, ever."
            )
        elif mark.first_is_empty:
            message = (
                f"{start} is NULL after the first run, which gives no row; the incremental filter then never does."
            )
        else:
            continue
        yield Found(message, mark.line, f"{model.name}.{mark.held}", path=model.path)
