"""Values of expressions that are told without running anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that only a run would tell, by its source text."""

    text: str


def known(value: object) -> bool:
    """Whether `value` is a literal through and through."""
    if isinstance(value, list | tuple):
        return all(known(item) for item in value)
    if isinstance(value, dict):
        return all(known(key) and known(item) for key, item in value.items())
    return value is None or isinstance(value, str | int | float | bool | datetime | timedelta)


def strings_in(value: object) -> Iterator[str]:
    """The strings that `value` is, or holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_in(item)
