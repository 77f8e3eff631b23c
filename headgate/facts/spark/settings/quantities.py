"""Sizes and times as Spark writes them.

Source: `JavaUtils.byteStringAs` and `timeStringAs` of Spark's network-common: a whole number, then a unit
without a space, in any case; a bare number has the unit that the setting itself defines.
"""

from __future__ import annotations

import re

_QUANTITY = re.compile(r"(-?\d+)([a-z]+)?")
_SIZES = {"b": 0, "k": 1, "kb": 1, "m": 2, "mb": 2, "g": 3, "gb": 3, "t": 4, "tb": 4, "p": 5, "pb": 5}
_TIMES = {
    "us": 0.001, "ms": 1, "s": 1_000, "m": 60_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000,
}  # fmt: skip


def size(text: str, unit: str) -> int | None:
    """Bytes of a size whose bare number is meant in `unit`; None where Spark would not take it.

    >>> size("4g", "m"), size("512", "m"), size("4 GB", "m")
    (4294967296, 536870912, None)
    """
    amount, written = parts(text)
    power = _SIZES.get(written or unit)
    return None if amount is None or power is None else amount * 1024**power


def duration(text: str, unit: str) -> float | None:
    """Milliseconds of a time whose bare number is meant in `unit`; None where Spark would not take it."""
    amount, written = parts(text)
    factor = _TIMES.get(written or unit)
    return None if amount is None or factor is None else amount * factor


def parts(text: str) -> tuple[int | None, str]:
    """Number and unit, in lower case; no number where the text is neither size nor time."""
    found = _QUANTITY.fullmatch(text.strip().lower()) if len(text) < 40 else None
    return (int(found.group(1)), found.group(2) or "") if found else (None, "")


def lasting(milliseconds: float) -> str:
    """A time for people.

    >>> lasting(30), lasting(600_000_000)
    ('30 ms', '6.9 days')
    """
    for unit, factor in (("days", 86_400_000), ("hours", 3_600_000), ("s", 1_000)):
        if milliseconds >= 2 * factor:
            return f"{milliseconds / factor:.2g} {unit}"
    return f"{milliseconds:g} ms"


def readable(count: float) -> str:
    """Bytes for people.

    >>> readable(100), readable(4 * 1024**2)
    ('100 B', '4 MiB')
    """
    for name in ("B", "KiB", "MiB", "GiB"):
        if count < 1024:
            return f"{count:.3g} {name}"
        count /= 1024
    return f"{count:.3g} TiB"
