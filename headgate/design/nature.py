"""Whether a source table holds events or things, by what it has; every reason is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from headgate.design.source.model import Kind, SourceColumn, SourceSchema, SourceTable
from headgate.design.source.words import words

_EVENTS = frozenset(
    (
        "order", "invoice", "payment", "sale", "transaction", "shipment", "booking", "reservation", "visit", "claim",
        "encounter", "ticket", "trip", "ride", "event", "click", "session", "call", "delivery", "return", "refund",
        "enrollment", "enrolment", "appointment", "admission", "purchase", "receipt", "trade", "transfer", "rental",
        "play", "stream", "item", "line", "movement", "reading", "measurement", "snapshot", "balance", "log", "entry",
        "posting", "charge", "bid", "attendance", "impression", "view", "vote", "review", "stay", "flight", "run",
        "application", "checkout", "cart", "request", "response", "usage", "prescription", "test", "result", "repair",
    )
)  # fmt: skip
_THINGS = frozenset(
    (
        "customer", "product", "store", "account", "user", "employee", "patient", "supplier", "vendor", "member",
        "country", "region", "city", "category", "department", "branch", "currency", "person", "student", "teacher",
        "course", "doctor", "provider", "warehouse", "location", "address", "channel", "campaign", "driver", "vehicle",
        "airport", "airline", "aircraft", "artist", "song", "album", "genre", "plan", "machine", "sensor", "device",
        "site", "room", "hotel", "guest", "agent", "policy", "company", "organization", "team", "brand", "tag",
        "diagnosis", "procedure", "drug", "calendar", "segment", "tier", "type",
    )
)  # fmt: skip
_BOOKKEEPING = re.compile(
    r"^(created|updated|modified|changed|inserted|loaded|synced|ingested|deleted|extracted|valid|effective|dbt|dw|etl|row)"
    r"_|^_|(^|_)(birth|dob|born|birthday|expiry|expires|expiration)(_|$)|_(loaded|synced|ingested|updated)_at$"
)
_MEASURES = re.compile(
    r"amount|price|total|cost|revenue|value|tax|fee|quantity|qty|units|count|balance|hours|minutes|seconds|duration"
    r"|weight|distance|discount|paid|charge|score|reading|stock|on_hand|points|km|miles|kwh|volume|nights|fare"
)
_NAMING = re.compile(r"^(name|title|first_name|last_name|full_name|email|label|description|\w+_name)$")
_SNAPSHOT = re.compile(r"snapshot|balance|inventory|stock|on_hand|headcount|level")
_ENOUGH = 3


class Nature(StrEnum):
    EVENT = "event"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a table holds, and why."""

    nature: Nature
    reasons: tuple[str, ...]
    dates: tuple[str, ...]
    """Columns that say when something happened, not when a row was written."""


def business_dates(table: SourceTable) -> tuple[SourceColumn, ...]:
    """The columns that say when something happened."""
    return tuple(c for c in table.columns if c.kind.temporal and not _BOOKKEEPING.search(c.name))


def written_at(table: SourceTable) -> SourceColumn | None:
    """The column that says when a row was last changed, where there is one."""
    names = ("updated_at", "modified_at", "changed_at", "last_updated", "last_modified", "updated_on", "modified_on")
    return next((table.by_name[n] for n in names if n in table.by_name and table.by_name[n].kind.temporal), None)


def is_measure(column: SourceColumn, table: SourceTable) -> bool:
    """Whether a column is a number that can be reckoned with: no key, no code, no year."""
    if not column.kind.numeric or column.name in table.key or column.name in table.pointing:
        return False
    if re.search(
        r"(^|_)(id|key|code|no|number|year|month|day|version|rank|position|latitude|longitude|zip)$", column.name
    ):
        return False
    return column.kind is not Kind.INTEGER or not column.name.startswith(("is_", "has_"))


def judged(table: SourceTable) -> Judged:
    """Events or things: signs are counted, three are enough for an event."""
    dates = business_dates(table)
    named = words(table.name)
    signs: list[tuple[int, str]] = []
    if named[-1] in _EVENTS or (len(named) > 1 and any(w in _EVENTS for w in named) and named[-1] not in _THINGS):
        signs.append((2, f"its name speaks of an event ({next(w for w in reversed(named) if w in _EVENTS)})"))
    elif named[-1] in _THINGS:
        signs.append((-2, f"its name speaks of a thing ({named[-1]})"))
    if dates:
        signs.append((1, f"it says when something happened ({dates[0].name})"))
    if table.foreign:
        signs.append(
            (
                min(len({key.columns for key in table.foreign}), 2),
                f"it points to {', '.join(sorted({k.table for k in table.foreign}))}",
            )
        )
    measures = [c.name for c in table.columns if is_measure(c, table) and _MEASURES.search(c.name)]
    if measures:
        signs.append((1, f"it has measures ({', '.join(measures[:4])})"))
    naming = next((c.name for c in table.columns if _NAMING.match(c.name)), "")
    if naming:
        signs.append((-2, f"its rows have names ({naming})"))
    if table.validity is not None:
        signs.append((-3, "it keeps versions of its rows"))
    total = sum(weight for weight, _ in signs)
    nature = Nature.EVENT if total >= _ENOUGH else Nature.THING
    return Judged(nature, tuple(reason for _, reason in signs), tuple(c.name for c in dates))


def natures(schema: SourceSchema) -> dict[str, Judged]:
    """What each table of a schema holds; the parts of an event are events."""
    found = {table.name: judged(table) for table in schema.tables}
    for table in schema.tables:
        known = found[table.name]
        around = [key.table for key in table.foreign if set(key.columns) < set(table.key)]
        events = [name for name in around if found[name].nature is Nature.EVENT]
        if known.nature is Nature.THING and events and len(around) == 1:
            reason = f"its rows are parts of {events[0]}, which holds events"
            found[table.name] = Judged(Nature.EVENT, (*known.reasons, reason), known.dates)
    return found


def is_snapshot(table: SourceTable) -> bool:
    """Whether `table` says the state of something again for each period: a date in its key, beside what it is of."""
    dated = any(table.column(name).kind.temporal for name in table.key)
    of = any(set(key.columns) <= set(table.key) for key in table.foreign)
    state = _SNAPSHOT.search(table.name) or any(_SNAPSHOT.search(c.name) for c in table.columns if c.kind.numeric)
    return dated and of and bool(state)
