"""Rule: An incremental model that does not say what a new column does."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": "{{ config(materialized='incremental', unique_key='id') }} select 1 as id\n",
            },
            {"models/a.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/a.sql": """
                    {{ config(materialized='incremental', unique_key='id', on_schema_change='fail') }} select 1 as id
                    """,
            }
        ),
    ),
)
def check(model: DbtModel) -> Iterator[Found]:
    """An incremental model that does not say what a new column does.

    ## Why it matters
    The default ignores it: a column added to the query is not in the table until somebody runs a full refresh,
    and a removed one fails.

    ## Instead
    on_schema_change: append_new_columns, sync_all_columns or fail.

    ## When it stays silent
    The model or its folder sets it; the model is not incremental.

    ## Fix
    Set on_schema_change.
    """
    if model.setting("materialized") == "incremental" and not model.disabled and not model.setting("on_schema_change"):
        message = f"{model.name} is incremental without on_schema_change: new columns are left out without a word."
        yield Found(message, model.node.line, model.name, path=model.path, of_file=True)
