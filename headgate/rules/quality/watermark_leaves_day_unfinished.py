"""Rule: An incremental filter that never comes back to the day it loaded last."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import strategy_of
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_DAY = re.compile(r"(?:^|_)(?:date|day|dt|week|month)$")
_TODAY = re.compile(r"current_date|current_timestamp|getdate|sysdate|\bnow\(|yesterday|\bds\b|var\(", re.I)
_WHOLE = ("insert_overwrite", "microbatch")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key='day') }}
                    select date_trunc('day', at) as day, count(*) as n from events
                    {% if is_incremental() %}
                    where date_trunc('day', at) > (select max(day) from {{ this }})
                    {% endif %}
                    group by 1
                    """,
            },
            {"models/daily.sql": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key='day') }}
                    select date_trunc('day', at) as day, count(*) as n from events
                    where at < current_date
                    {% if is_incremental() %}
                    and date_trunc('day', at) > (select max(day) from {{ this }})
                    {% endif %}
                    group by 1
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/daily.sql": """
                    {{ config(materialized='incremental', unique_key='day') }}
                    select date_trunc('day', at) as day, count(*) as n from events
                    {% if is_incremental() %}
                    where date_trunc('day', at) >= (select max(day) from {{ this }})
                    {% endif %}
                    group by 1
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """An incremental filter that never comes back to the day it loaded last.

    ## Why it matters
    `day > max(day)` takes only days that the table has not seen. What arrives later on a day that was loaded in the
    middle, or late, is never read: the last day of each run stays as incomplete as it was.

    ## Instead
    `>=` with a unique_key (or replaced partitions), a few days of lookback, or a filter that leaves out today.

    ## When it stays silent
    Moments are compared, not days; the limit is moved back; the model mentions the current date or a variable, by
    which unfinished days may be left out.

    ## Fix
    Compare by `>=` and merge by a unique_key.
    """
    if strategy_of(model) in _WHOLE:
        return
    for mark in model.node.watermarks:
        days = mark.whole_days or (_DAY.search(mark.column) and _DAY.search(mark.held))
        if mark.operator != ">" or mark.back or not days or not mark.held:
            continue
        if _TODAY.search(whole.snapshot.text_of(model.path) or ""):
            return
        message = (
            f"The incremental filter takes whole days after the latest {mark.held} of {model.name} (> max): rows of "
            "that day which arrive after the run are late for good."
        )
        yield Found(message, mark.line, f"{model.name}.{mark.held}", path=model.path)
