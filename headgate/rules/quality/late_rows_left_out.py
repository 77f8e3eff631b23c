"""Rule: An incremental filter by when things happened, though it is known when they came in."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.facts.dbt.view import DbtModel
from headgate.facts.project import Project
from headgate.facts.sql.times import is_event_time, is_load_time
from headgate.finding import Level, Proof
from headgate.rules.quality._settings import strategy_of
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_EVENTS = "select id, happened_at, received_at from raw_events\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/stg_events.sql": _EVENTS,
                "models/events.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, happened_at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where happened_at > (select max(happened_at) from {{ this }})
                    {% endif %}
                    """,
            },
            {"models/events.sql": (4,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/stg_events.sql": _EVENTS,
                "models/events.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, happened_at, received_at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where received_at > (select max(received_at) from {{ this }})
                    {% endif %}
                    """,
            },
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/stg_events.sql": _EVENTS,
                "models/events.sql": """
                    {{ config(materialized='incremental', unique_key='id') }}
                    select id, happened_at from {{ ref('stg_events') }}
                    {% if is_incremental() %}
                    where happened_at > (select max(happened_at) - interval '3 days' from {{ this }})
                    {% endif %}
                    """,
            },
        ),
    ),
)
def check(model: DbtModel, whole: Project) -> Iterator[Found]:
    """An incremental filter by when things happened, though it is known when they came in.

    ## Why it matters
    What happened before the latest row and came in after the run is late: its time is below the watermark, so no run
    ever takes it. The input has a column that says when rows came in, so they can be late.

    ## Instead
    A watermark on the load time; or a lookback of some days and a unique_key.

    ## When it stays silent
    The limit is moved back; the compared column is a load time or a time of change; the input is not known to have a
    load time; dbt replaces whole partitions.

    ## Fix
    Filter by the load time.
    """
    if strategy_of(model) in ("microbatch", "insert_overwrite"):
        return
    for mark in model.node.watermarks:
        changing = any(word in mark.column for word in ("updat", "modif", "chang"))
        if mark.back or mark.operator not in (">", ">=") or changing or not is_event_time(mark.column):
            continue
        for dataset in sorted({use.dataset for statement in model.statements for use in statement.reads}):
            loaded = _load_time(dataset, mark.column, whole) if dataset != model.dataset else ""
            if loaded:
                message = (
                    f"The incremental filter goes by {mark.column} without a lookback; {dataset}.{loaded} says when "
                    f"rows came in: late ones, below the latest {mark.held or mark.column}, are never taken."
                )
                yield Found(message, mark.line, f"{model.name}.{mark.column}", path=model.path)
                break


def _load_time(dataset: DatasetId, column: str, whole: Project) -> str:
    """The load time beside `column` in a table; empty where none is known."""
    node = whole.graph.nodes.get(dataset)
    names = [one.name.lower() for one in node.columns] if node is not None else []
    if column not in names:
        return ""
    return next((name for name in names if is_load_time(name)), "")
