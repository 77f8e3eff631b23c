"""What the name of a column says of the time in it: when something happened, or when a pipeline got it."""

from __future__ import annotations

import re

_TIME = re.compile(r"(?:^|_)(?:at|on|ts|tstamp|time|timestamp|datetime|date|day|dt|hour|week|month)$")
_LOADED = re.compile(
    r"(?:^|_)(?:received|loaded|ingested|ingestion|ingest|synced|sync|inserted|extracted|uploaded|etl|collector"
    r"|replicated|imported|sdc)(?:_|$)"
)
_ODD = re.compile(r"^(?:_fivetran_synced|_sdc_\w+|_airbyte_\w+|_etl_\w+|uuid_ts|insert_ts|batch_ts)$")


def is_time(name: str) -> bool:
    """Whether a folded name ends in a word for a moment or a period."""
    return _TIME.search(name) is not None


def is_load_time(name: str) -> bool:
    """Whether a folded name speaks of the moment in which a row came in: `received_at`, `_fivetran_synced`."""
    return _ODD.search(name) is not None or (is_time(name) and _LOADED.search(name) is not None)


def is_event_time(name: str) -> bool:
    """Whether a folded name speaks of a moment or period, and not of the pipeline's own."""
    return is_time(name) and not is_load_time(name)
