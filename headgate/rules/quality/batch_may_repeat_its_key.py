"""Rule: delete+insert by a key that nothing makes unique within one run."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.facts.sql.grain import Shape
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import is_passed_on, is_starred, listed, setting_line, strategy_of
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
                    {{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}
                    select id, at from raw_events
                    {% if is_incremental() %} where at >= (select max(at) from {{ this }}) {% endif %}
                    """,
            },
            {"models/events.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}
                    select id, at from raw_events
                    {% if is_incremental() %} where at >= (select max(at) from {{ this }}) {% endif %}
                    qualify row_number() over (partition by id order by at desc) = 1
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.yml": """
                    models:
                      - name: events
                        columns:
                          - name: id
                            tests: [unique]
                    """,
                "models/events.sql": """
                    {{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}
                    select id, at from raw_events
                    {% if is_incremental() %} where at >= (select max(at) from {{ this }}) {% endif %}
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.yml": """
                    models:
                      - name: events
                        columns:
                          - name: log_id
                            tests: [unique]
                    """,
                "models/events.sql": """
                    {{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='block') }}
                    select block, log_id, at from raw_events
                    {% if is_incremental() %} where at >= (select max(at) from {{ this }}) {% endif %}
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """delete+insert by a key that nothing makes unique within one run.

    ## Why it matters
    delete+insert removes the rows of the table that have a key of the batch and inserts the whole batch. Duplicates
    that arrive together are inserted together: unique_key does not deduplicate them, and no test would tell.

    ## Instead
    Keep one row for each key (`qualify row_number() over (partition by id order by …) = 1`) and test it for unique.

    ## When it stays silent
    The query or a table behind it is known to be unique on the key, or a test on the model says so. A test declares
    another key, so that delete+insert replaces slices by this one. The query does not pass rows on one by one, so that
    its grain is not plain.

    ## Fix
    Deduplicate by the unique_key in the query.
    """
    keys = listed(model.setting("unique_key"))
    if not keys or model.setting("materialized") != "incremental" or model.disabled:
        return
    if strategy_of(model) != "delete+insert" or any(key.declared for key in whole.known.keys(model.dataset)):
        return
    for statement in model.statements[-1:]:
        shape = statement.grain.shape if statement.grain is not None else Shape()
        if whole.known.is_unique_on(shape, keys):
            continue
        for one in shape.inherited:
            there = [one.there(column) for column in keys]
            if not all(is_passed_on(statement, name) for name in keys):
                continue
            if None in there and not is_starred(statement):
                continue
            message = (
                f"delete+insert by ({', '.join(keys)}) keeps duplicates that arrive in one batch: nothing makes the "
                f"rows from {one.table} unique on it, neither a key nor a test nor a deduplication."
            )
            line = setting_line(model, whole, "unique_key")
            yield Found(message, line, model.name, path=model.path)
            break
