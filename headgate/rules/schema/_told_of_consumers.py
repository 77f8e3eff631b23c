"""What the rules on schema changes say of those who read the changed field."""

from __future__ import annotations

from collections.abc import Iterable

from headgate.evidence import Evidence, EvidenceKind
from headgate.impact.consumers import Consumer, Reading
from headgate.location import Location

_NAMED = 3
_SHOWN = 12


def in_words(found: Iterable[Consumer]) -> str:
    """A sentence with a space before it on who reads the field; empty where nobody is known."""
    listed = tuple(found)
    direct = [one for one in listed if one.reading in (Reading.NAMES, Reading.WHOLE)]
    writers = [one for one in listed if one.reading is Reading.WRITES]
    outside = [one for one in listed if one.reading is Reading.OUTSIDE]
    told = ""
    if direct:
        names = ", ".join(f"{one.name} ({one.location})" for one in direct[:_NAMED])
        more = f" and {len(direct) - _NAMED} more" if len(direct) > _NAMED else ""
        told = f" Read by {names}{more}."
    if writers:
        told += f" Still written by {', '.join(f'{one.name} ({one.location})' for one in writers[:_NAMED])}."
    if outside:
        told += f" Outside of this repository by {', '.join(one.name for one in outside)}."
    return told


def shown(found: Iterable[Consumer]) -> tuple[Evidence, ...]:
    """All readers, one a line, as evidence."""
    lines = [str(one) for one in found]
    return (Evidence(EvidenceKind.READERS, "\n".join(lines[:_SHOWN])),) if lines else ()


def places(found: Iterable[Consumer]) -> tuple[Location, ...]:
    """Where the readers stand."""
    return tuple(one.location for one in found if one.location is not None)[:10]
