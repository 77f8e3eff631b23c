"""Rule: An incremental model whose filter takes rows that it has appended before."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_REPLACING = ("insert_overwrite", "delete+insert", "microbatch", "truncate", "replace")
_CAUSES = {
    "latest": "the filter takes the latest rows of {this} once more (>= its maximum), so every run appends them again",
    "window": "the filter goes back before the latest rows of {this}, so every run appends that window again",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental') }}
                    select id, at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where at >= (select max(at) from {{ this }})
                    {% endif %}
                    """,
                "models/stg_events.sql": "select 1 as id, current_date as at\n",
            },
            {"models/events.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental') }}
                    select id, at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where at > (select max(at) - interval '3 days' from {{ this }})
                    {% endif %}
                    """,
                "models/stg_events.sql": "select 1 as id, current_date as at\n",
            },
            {"models/events.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where at >= (select max(at) from {{ this }})
                    {% endif %}
                    """,
                "models/strictly.sql": """
                    {{ config(materialized='incremental') }}
                    select id, at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where at > (select max(at) from {{ this }})
                    {% endif %}
                    """,
                "models/stg_events.sql": "select 1 as id, current_date as at\n",
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """An incremental model whose filter takes rows that it has appended before.

    ## Why it matters
    Without `unique_key` dbt inserts what the query gives. Rows that the query gives twice are in the table twice,
    and every sum downstream grows with each run.

    ## Instead
    A `unique_key`, so that rows are merged; or a filter that never reads a row twice (`>`, not `>=`); or a strategy
    that replaces whole partitions.

    ## When it stays silent
    A `unique_key` or a replacing strategy is set, in the file, in properties or in the project; how the filter
    relates to the table is not clear.

    ## Fix
    None: which columns identify a row is not told.
    """
    cause = _CAUSES.get(model.node.rereads, "")
    strategy = model.setting("incremental_strategy")
    if not cause or model.setting("materialized") != "incremental" or model.disabled:
        return
    if model.setting("unique_key") or (strategy is not None and str(strategy).lower() in _REPLACING):
        return
    message = f"{model.name} is incremental without unique_key: {cause.format(this=model.name)}."
    yield Found(message, model.node.line, model.name, path=model.path)
