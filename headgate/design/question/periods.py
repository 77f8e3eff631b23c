"""Periods in words: `2024`, `Q1 2024`, `March 2024`, `from 2024-01-01 to 2024-03-31`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from headgate.design.question.model import AskedPeriod

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_RELATIVE = frozenset(("last", "past", "previous", "this", "current", "next", "today", "yesterday", "now", "recent"))
Span = tuple[date, date]


def is_relative(words: list[str]) -> bool:
    """Whether a period hangs on the day on which it is asked."""
    return bool(words) and words[0] in _RELATIVE


def span(words: list[str], at: int) -> tuple[Span, int] | None:
    """The period that begins at `words[at]`, its end exclusive, and how many words it takes; None for no period."""
    first = words[at] if at < len(words) else ""
    second = words[at + 1] if at + 1 < len(words) else ""
    if re.fullmatch(r"q[1-4]", first) and _is_year(second):
        return _months(int(second), 3 * int(first[1]) - 2, 3), 2
    month = next((n for n, name in enumerate(_MONTHS, 1) if first in (name, name[:3])), 0)
    if month and _is_year(second):
        return _months(int(second), month, 1), 2
    if _is_year(first):
        return _months(int(first), 1, 12), 1
    found = re.fullmatch(r"(\d{4})-q([1-4])", first)
    if found:
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3), 1
    found = re.fullmatch(r"(\d{4})-(\d\d)", first)
    if found and 1 <= int(found[2]) <= 12:
        return _months(int(found[1]), int(found[2]), 1), 1
    try:
        day = date.fromisoformat(first)
    except ValueError:
        return None
    return ((day, day + timedelta(days=1)), 1) if 1900 <= day.year < 2200 else None


def period(words: list[str], at: int) -> tuple[AskedPeriod, int] | None:
    """The period that the word at `at` (in, during, from, between, since, until, before, after) brings in."""
    opening = words[at]
    found = span(words, at + 1)
    if found is None:
        return None
    (start, end), taken = found
    after = at + 1 + taken
    if opening in ("from", "between"):
        joint = words[after] if after < len(words) else ""
        later = span(words, after + 1) if joint in ("to", "and", "until", "through", "till") else None
        if later is not None:
            return AskedPeriod(start, later[0][1]), after + 1 + later[1] - at
        return (AskedPeriod(start, None), 1 + taken) if opening == "from" else None
    if opening == "since":
        return AskedPeriod(start, None), 1 + taken
    if opening == "after":
        return AskedPeriod(end, None), 1 + taken
    if opening == "before":
        return AskedPeriod(None, start), 1 + taken
    if opening in ("until", "till"):
        return AskedPeriod(None, end), 1 + taken
    return AskedPeriod(start, end), 1 + taken


def _is_year(word: str) -> bool:
    return bool(re.fullmatch(r"(19|20|21)\d\d", word))


def _months(year: int, first: int, count: int) -> Span:
    last = first + count
    return date(year, first, 1), date(year + (last - 1) // 12, (last - 1) % 12 + 1, 1)
