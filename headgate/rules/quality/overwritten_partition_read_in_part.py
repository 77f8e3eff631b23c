"""Rule: Partitions that are overwritten by a part of their rows."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.model import Watermark
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import listed, setting_line, strategy_of
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
                    {{ config(materialized='incremental', incremental_strategy='insert_overwrite',
                              partition_by={'field': 'event_date', 'data_type': 'date'}) }}
                    select id, event_date, loaded_at from raw_events
                    {% if is_incremental() %}
                    where loaded_at > (select max(loaded_at) from {{ this }})
                    {% endif %}
                    """,
            },
            {"models/events.sql": (5,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental', incremental_strategy='insert_overwrite',
                              partition_by={'field': 'at', 'data_type': 'timestamp', 'granularity': 'day'}) }}
                    select id, at from raw_events
                    {% if is_incremental() %}
                    where at > (select max(at) from {{ this }})
                    {% endif %}
                    """,
            },
            {"models/events.sql": (5,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental', incremental_strategy='insert_overwrite',
                              partition_by={'field': 'event_date', 'data_type': 'date'}) }}
                    select id, event_date from raw_events
                    {% if is_incremental() %}
                    where event_date >= (select max(event_date) from {{ this }})
                    {% endif %}
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/events.sql": """
                    {{ config(materialized='incremental', incremental_strategy='merge', unique_key='id',
                              partition_by={'field': 'event_date', 'data_type': 'date'}) }}
                    select id, event_date, loaded_at from raw_events
                    {% if is_incremental() %}
                    where loaded_at > (select max(loaded_at) from {{ this }})
                    {% endif %}
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """Partitions that are overwritten by a part of their rows.

    ## Why it matters
    insert_overwrite replaces every partition of which the query gives a row. If the filter chooses rows by another
    column, or in the middle of a partition, the partition is replaced by these rows alone: the others are gone.

    ## Instead
    Filter whole partitions: compare the partition column, cut to the partition's length, by `>=`; or merge by key.

    ## When it stays silent
    The filter compares the partition column by whole days, or does not hold a column against the table at all.

    ## Fix
    Filter by the partition column.
    """
    if strategy_of(model) != "insert_overwrite" or model.disabled or model.setting("partitions"):
        return
    setting = model.setting("partition_by")
    field = setting.get("field") if isinstance(setting, dict) else setting
    partitions = listed(field)
    fine = isinstance(setting, dict) and str(setting.get("granularity", "day")).lower() == "hour"
    moments = isinstance(setting, dict) and str(setting.get("data_type", "date")).lower() in ("timestamp", "datetime")
    for mark in model.node.watermarks:
        if not partitions or not mark.column or not mark.held or not mark.related:
            continue
        shown = ", ".join(partitions)
        line = mark.line or setting_line(model, whole, "partition_by")
        if mark.column not in partitions and mark.held not in partitions and mark.shared:
            message = (
                f"insert_overwrite replaces whole partitions of {shown}, but the filter reads rows by {mark.column}: "
                f"a partition with one new row loses all its others."
            )
            yield Found(message, line, f"{model.name}.{mark.column}", path=model.path)
        elif moments and not fine and _cuts(mark):
            message = (
                f"insert_overwrite replaces whole partitions of {shown}, but the filter begins in the middle of one, "
                f"at the latest {mark.held}: the partition keeps only what comes after it."
            )
            yield Found(message, line, f"{model.name}.{mark.column}", path=model.path)


def _cuts(mark: Watermark) -> bool:
    return mark.operator in (">", ">=") and not mark.whole_days
