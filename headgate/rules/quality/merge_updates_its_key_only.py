"""Rule: A merge that may change no column but its own key."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import listed, setting_line
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_MODEL = """\
{{{{ config(
    materialized='incremental',
    unique_key='id',
    merge_update_columns={updated}
) }}}}
select id, status, changed_at from raw_orders
{{% if is_incremental() %}} where changed_at > (select max(changed_at) from {{{{ this }}}}) {{% endif %}}
"""


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"dbt_project.yml": _PROJECT, "models/orders.sql": _MODEL.format(updated="['id']")},
            {"models/orders.sql": (4,)},
        ),
        repository({"dbt_project.yml": _PROJECT, "models/orders.sql": _MODEL.format(updated="['status']")}),
        repository({"dbt_project.yml": _PROJECT, "models/orders.sql": _MODEL.format(updated="[]")}),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """A merge that may change no column but its own key.

    ## Why it matters
    merge_update_columns lists all that a MERGE writes into rows that are there already. With the key alone in it, an
    order that changes its status keeps the old one for ever: updates are merged without effect.

    ## Instead
    Name the columns that can change, or leave the setting away, so that all of them are written.

    A note: tables that only remember which keys were dealt with are filled so on purpose.

    ## When it stays silent
    A column that is no part of unique_key is listed; nothing is listed.

    ## Fix
    Remove the setting.
    """
    keys, updated = listed(model.setting("unique_key")), listed(model.setting("merge_update_columns"))
    if keys and updated and set(updated) <= set(keys) and not model.disabled:
        message = (
            f"merge_update_columns of {model.name} names its unique_key alone ({', '.join(updated)}): the merge "
            "changes nothing in rows that are there already, and incremental updates are lost."
        )
        yield Found(message, setting_line(model, whole, "merge_update_columns"), model.name, path=model.path)
