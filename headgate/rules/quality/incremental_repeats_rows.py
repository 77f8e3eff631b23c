"""Rule: An incremental model that gets the same rows again."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_UNSET = ("", "null", '""', "[]")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/lookup.sql": """
                    {{ config(materialized='incremental') }}
                    select network, country from geo
                """,
            },
            {"models/lookup.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/keys.sql": """
                    {{ config(materialized='incremental', incremental_strategy='merge') }}
                    select k, at from evicted
                    {% if is_incremental() %} where at > (select max(at) from {{ this }}) {% endif %}
                """,
            },
            {"models/keys.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/lookup.sql": """
                    {{ config(materialized='incremental', unique_key='network') }}
                    select network, country from geo
                """,
            },
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/events.sql": """
                    {{ config(materialized='incremental') }}
                    select id, at from events
                    {% if is_incremental() %} where at > (select max(at) from {{ this }}) {% endif %}
                """,
            },
        ),
        repository(
            {
                "dbt_project.yml": """
                    name: shop
                """,
                "models/day.sql": """
                    {{ config(materialized='incremental', incremental_strategy='insert_overwrite') }}
                    select id, at from events
                """,
            },
        ),
    ),
)
def check(project: Project) -> Iterator[Found]:
    """An incremental model that gets the same rows again.

    ## Why it matters
    Without a filter for new rows and without a unique_key, each run appends the whole query again. MERGE without
    a unique_key has nothing to match by, and appends as well.

    ## Instead
    Filter by is_incremental(), and give a unique_key at the grain of the model.

    ## When it stays silent
    A unique_key is set, partitions are overwritten (insert_overwrite, microbatch), the query differs in an
    incremental run or plainly gives no row, or the strategy is set for the whole project.

    ## Fix
    Add unique_key, or materialise as a table.
    """
    by_project = any(
        "incremental_strategy" in file.configs or "unique_key" in file.configs for _, file in project.dbt_projects()
    )
    for path, node in project.dbt_nodes("model"):
        if node.setting("materialized") != '"incremental"' or node.setting("unique_key") not in _UNSET or by_project:
            continue
        strategy = node.setting("incremental_strategy").strip('"')
        if strategy in ("merge", "delete+insert"):
            message = f"{node.name} is merged without a unique_key: nothing matches, and every run only appends."
            yield Found(message, node.line, node.name, path=path)
        elif strategy in ("", "append", "null") and node.rereads == "everything":
            message = f"{node.name} is incremental with neither filter nor unique_key: each run appends all rows."
            yield Found(message, node.line, node.name, path=path)
