"""Bounds of numbers and times with a margin for what the sample has not shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil, floor, log10

from headgate.suites.sample.profile import ColumnProfile

_SKEWED = 3.0
"""A greatest value over so many medians: a long tail, of which the sample has not seen the end."""
_TAIL = 3.0
_MARGIN = 0.5
_PERCENT = 100.0


def number_bounds(part: ColumnProfile) -> tuple[str, str]:
    """The least and the greatest value that may come.

    What is never negative stays so; a share stays within 0 and 1; else the range is widened by half of itself, or,
    where a few values are far above the others, to three times the greatest.
    """
    low, high = float(part.low), float(part.high)
    span = high - low
    if low >= 0:
        bottom = 0.0
        if high <= 1 < high * 2 and part.family == "number":
            return "0", "1"
        if _is_percentage(part):
            return "0", "100"
        top = high * _TAIL if high > _SKEWED * max(part.median, 1e-9) else high + span * _MARGIN
        if span < 0.5 * low:
            bottom = max(0.0, low - max(span, 0.1 * low))
    elif high <= 0:
        bottom, top = low * _TAIL if low < _SKEWED * part.median else low - span * _MARGIN, 0.0
    else:
        bottom, top = low - span * _MARGIN, high + span * _MARGIN
    return _plain(bottom, up=False), _plain(top, up=True)


def _is_percentage(part: ColumnProfile) -> bool:
    named = any(word in part.name for word in ("percent", "pct", "humidity"))
    return named and float(part.high) <= _PERCENT and part.median > 1


def earliest(part: ColumnProfile) -> str:
    """A moment before the first one, by a tenth of the time that the sample covers, a day at least."""
    first, last = datetime.fromisoformat(part.low), datetime.fromisoformat(part.high)
    try:
        moved = first - max((last - first) * 0.1, timedelta(days=1))
    except OverflowError:
        moved = first
    return f"{moved:%Y-%m-%d}" if part.family == "date" else f"{moved:%Y-%m-%d} 00:00:00"


def _plain(value: float, *, up: bool) -> str:
    """A bound with two leading digits, rounded away from the values."""
    if not value:
        return "0"
    unit = 10.0 ** (floor(log10(abs(value))) - 1)
    rounded = (ceil(value / unit) if up else floor(value / unit)) * unit
    return f"{rounded:.10f}".rstrip("0").rstrip(".") if abs(rounded) < 1e15 else f"{rounded:.0f}"
