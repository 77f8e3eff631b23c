"""Rule: An incremental model that reads all of its input on every run."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import setting_line, strategy_of
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
                    select id, status from raw_orders
                    """,
            },
            {"models/orders.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/orders.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, status, changed_at from raw_orders
                    {% if is_incremental() %} where changed_at >= (select max(changed_at) from {{ this }}) {% endif %}
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """An incremental model that reads all of its input on every run.

    ## Why it matters
    Without an is_incremental() filter each run computes everything and merges it over itself: it costs more than a
    table that is built anew, and rows that are gone from the input stay for ever.

    ## Instead
    A filter for new rows under is_incremental(), or a table.

    ## When it stays silent
    The query asks is_incremental(), reads its own table or plainly gives no row; dbt chooses the rows itself
    (microbatch); there is no unique_key (see quality/incremental-repeats-rows).

    ## Fix
    Add a filter under is_incremental().
    """
    if model.setting("materialized") != "incremental" or model.disabled or not model.setting("unique_key"):
        return
    if model.node.rereads == "everything" and strategy_of(model) not in ("microbatch", "insert_overwrite"):
        message = (
            f"{model.name} is incremental, but no is_incremental() filter tells new rows: each run reads and merges "
            "everything."
        )
        line = setting_line(model, whole, "materialized")
        yield Found(message, line, model.name, path=model.path)
