"""What the fields of an event are, whatever an odd writer put there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Event = Mapping[str, Any]
_MOST_TEXT = 20_000


def number(event: Event, name: str) -> int:
    """A whole number; 0 where it is absent or none."""
    value = event.get(name)
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return value
    if isinstance(value, float) and abs(value) < 1e18:
        return int(value)
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 20:
        return int(value)
    return 0


def text(event: Event, name: str) -> str:
    """Text, cut where it is very long; empty where it is absent."""
    value = event.get(name)
    return value[:_MOST_TEXT] if isinstance(value, str) else ("" if value is None else str(value)[:_MOST_TEXT])


def part(event: Event, name: str) -> Event:
    """An object; empty where it is absent."""
    value = event.get(name)
    return value if isinstance(value, dict) else {}


def parts(event: Event, name: str) -> Iterator[Event]:
    """The objects of a list."""
    value = event.get(name)
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def numbers(event: Event, name: str) -> tuple[int, ...]:
    """The whole numbers of a list."""
    value = event.get(name)
    return tuple(one for one in value if isinstance(one, int)) if isinstance(value, list) else ()


def optional(event: Event, name: str) -> int | None:
    """A whole number, or None where it is absent or none."""
    return number(event, name) if event.get(name) not in (None, "") else None
