"""Cron expressions, presets and intervals: when a DAG's runs have their logical dates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
"""Source: Airflow, Cron & time intervals."""
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression as the sets of values that match."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool
    """Day of month and day of week are both restricted: one of them is enough (as cron does)."""

    def matches(self, at: datetime) -> bool:
        """Whether there is a tick at `at`."""
        weekday = (at.weekday() + 1) % 7
        if at.second or at.minute not in self.minutes or at.hour not in self.hours or at.month not in self.months:
            return False
        by_month, by_week = at.day in self.days, weekday in self.weekdays
        return (by_month or by_week) if self.either_day else (by_month and by_week)

    def ticks(self, start: datetime, days: int) -> Iterator[datetime]:
        """The ticks of `days` days from midnight of `start`."""
        for day in range(days):
            midnight = start + timedelta(days=day)
            for hour in sorted(self.hours):
                for minute in sorted(self.minutes):
                    at = midnight + timedelta(hours=hour, minutes=minute)
                    if self.matches(at):
                        yield at


def parse_cron(text: str) -> Cron | None:
    """`0 13 * * *` or `@daily`; None for what is no cron expression of five fields."""
    fields = PRESETS.get(text.strip(), text).lower().split()
    if len(fields) != 5:
        return None
    sets = [_field(part, low, high, at) for at, (part, (low, high)) in enumerate(zip(fields, _BOUNDS, strict=True))]
    if any(one is None for one in sets):
        return None
    minutes, hours, days, months, weekdays = (one or frozenset() for one in sets)
    weekdays = frozenset(day % 7 for day in weekdays)
    return Cron(minutes, hours, days, months, weekdays, not fields[2].startswith("*") and not fields[4].startswith("*"))


def _field(text: str, low: int, high: int, at: int) -> frozenset[int] | None:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        every = int(step) if step.isdigit() and int(step) > 0 else 1 if not step else 0
        if not every:
            return None
        if span == "*":
            found |= set(range(low, high + 1, every))
            continue
        first, dash, last = span.partition("-")
        start, end = _number(first, at), _number(last, at) if dash else None
        if start is None or (dash and end is None):
            return None
        stop = end if end is not None else (high if step else start)
        if not low <= start <= stop <= high:
            return None
        found |= set(range(start, stop + 1, every))
    return frozenset(found)


def _number(text: str, at: int) -> int | None:
    if text.isdigit() and len(text) < 3:
        return int(text)
    if at == 4 and text in _DAYS:
        return _DAYS.index(text)
    if at == 3 and text in _MONTHS:
        return _MONTHS.index(text) + 1
    return None


def parse_interval(text: str) -> timedelta | None:
    """The interval behind `timedelta(hours=1)` as source text; None for anything else."""
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("timedelta") or node.args:
        return None
    given: dict[str, float] = {}
    for keyword in node.keywords:
        value = keyword.value
        sign = 1
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
            value, sign = value.operand, -1
        if keyword.arg is None or not isinstance(value, ast.Constant) or not isinstance(value.value, int | float):
            return None
        given[keyword.arg] = sign * value.value
    try:
        return timedelta(**given)
    except (TypeError, OverflowError):
        return None
