"""What columns are by their names and types: keys of others, measures, dates, flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from headgate.design.review.subject import Subject

_IDENTIFIER = re.compile(r"(^|_)(id|sk|fk|uuid|guid|hk|hashkey)$|(^|_)key$|^(sk|fk|hk)_")
_BOOKKEEPING = re.compile(
    r"^(created|updated|modified|inserted|loaded|synced|deleted|extracted|valid|effective|dbt|dw|etl|row|airflow|batch|_)"
    r"|(loaded|synced|ingested|updated|created|extracted|modified)_(at|on|date|ts)$|(^|_)(birth|dob|born)(_|$)"
)
_DATE = re.compile(
    r"_(at|on|date|day|ts|timestamp|datetime|month|week)$|^(date|day|month|week|timestamp|ts)$|^date_|_date_|_date_key$"
)
_MEASURE = re.compile(
    r"(^|_)(amount|amt|price|total|cost|revenue|sales|value|tax|fee|quantity|qty|units|count|cnt|balance|hours|minutes"
    r"|seconds|duration|weight|distance|discount|paid|charge|charges|charged|score|stock|on_hand|spend|profit|margin"
    r"|subtotal|points|volume|impressions|clicks|views|arr|mrr|days|rate|ratio|pct|percent|avg|sum|mileage|refunded"
    r"|allowed|billed)(_(usd|eur|gbp|cents|pct|percent|kg|km|ms|raw|net|gross|total|paid|local|amount|count|\d\w*))*$"
    r"|^(num|count|total|sum|avg|n|number_of)_"
)
_NUMERIC = re.compile(r"int|num|dec|float|double|real|money")
_NAMING = re.compile(
    r"^(name|title|full_name|first_name|last_name|display_name|email|label|description|city|country)$|_(name|title|description|desc|label)$"
)
_FLAG = re.compile(
    r"^(is|has|was|can)_|_(flag|ind|indicator|yn)$|(^|_)(status|type|channel|method|mode|reason|state|category)$"
)
_VALIDITY = re.compile(
    r"^(dbt_)?(valid|effective|row_valid|eff)_(from|to|start|end)\w*$|^(start|end|from|to)_(date|ts|at)$|^is_current$|^current_flag$|^(valid|effective)_(from|to)_(date|at|ts)$|^scd_"
)
_LOAD_DATE = re.compile(r"^(ldts|load_?dts|load_?date|load_?datetime|load_?timestamp|ldt|dss_load_date)$")
_RECORD_SOURCE = re.compile(r"^(rsrc|record_?source|rec_?src|rsc|source|dss_record_source)$")


def identifiers(subject: Subject) -> frozenset[str]:
    """Columns that by their names identify something."""
    return frozenset(name for name in subject.names if _IDENTIFIER.search(name) and not name.startswith("_"))


def measures(subject: Subject) -> frozenset[str]:
    """Columns that are numbers to reckon with, by name and, where it is known, by type."""
    found = set()
    for column in subject.columns:
        name, kind = column.name.lower(), column.type.lower()
        if _IDENTIFIER.search(name) or _DATE.search(name) or _FLAG.search(name) or name.startswith(("first_", "last_")):
            continue
        if _MEASURE.search(name) and (not kind or _NUMERIC.search(kind)):
            found.add(name)
    return frozenset(found)


def milestones(names: Iterable[str]) -> frozenset[str]:
    """Columns that say when something happened, not when a row was written."""
    return frozenset(
        name
        for name in names
        if _DATE.search(name) and not _BOOKKEEPING.search(name) and not name.startswith(("first_", "last_", "latest_"))
    )


def flags(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if _FLAG.search(name))


def naming(names: Iterable[str]) -> frozenset[str]:
    """Columns that say what a row is called."""
    return frozenset(name for name in names if _NAMING.search(name))


def validity(names: Iterable[str]) -> frozenset[str]:
    """Columns that say from when to when a row holds."""
    return frozenset(name for name in names if _VALIDITY.search(name))


def load_dates(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if _LOAD_DATE.search(name))


def record_sources(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name for name in names if _RECORD_SOURCE.search(name))


def is_dates(subject: Subject) -> bool:
    """Whether a table has one row for each day: its key is a day, and the rest are parts of it."""
    parts = sum(bool(re.search(r"(^|_)(year|quarter|month|week|day)(_|$)", name)) for name in subject.names)
    day = any(name in ("date_day", "date_key", "calendar_date", "full_date", "date_id") for name in subject.names)
    spine = bool(re.search(r"(date|calendar|time)s?(_dim|_spine|_dimension)?$", subject.name.lower()))
    return day and (spine or (parts >= 4 and parts * 2 > len(subject.names)))
