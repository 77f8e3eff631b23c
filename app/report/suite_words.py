"""A rule about data in words, as a person would say it."""

from __future__ import annotations

from headgate.suites.checks import (
    NOW,
    Accepted,
    Between,
    Check,
    Fresh,
    Holds,
    Longer,
    Matches,
    Measure,
    NoRows,
    NotNull,
    Refers,
    Types,
    Unique,
)
from headgate.suites.rule import Ground

_MOST_VALUES = 8
_MOST_COLUMNS = 4


def in_words(check: Check) -> str:
    """What a check asks."""
    match check:
        case Types():
            told = ", ".join(f"{name} {family}" for name, family in check.types[:_MOST_COLUMNS])
            more = ", …" if len(check.types) > _MOST_COLUMNS else ""
            return f"{len(check.types)} columns with their types: {told}{more}"
        case NotNull():
            return f"{check.column} is never empty"
        case Unique():
            return f"one row for each {', '.join(check.columns)}"
        case Accepted():
            more = f" and {len(check.values) - _MOST_VALUES} more" if len(check.values) > _MOST_VALUES else ""
            return f"{check.column} is one of {', '.join(check.values[:_MOST_VALUES])}{more}"
        case Between():
            return _range(check)
        case Matches():
            return f"{check.column} has the form {check.pattern}"
        case Longer():
            return f"{check.column} has {check.least} characters at least"
        case Refers():
            return f"{check.column} stands in {check.other}.{check.field}"
        case Measure():
            return _measure(check)
        case Fresh():
            return f"the newest {check.column} is at most {_age(check.hours)} old"
        case Holds() | NoRows():
            return check.words


def _range(check: Between) -> str:
    high = "not in the future" if check.high == NOW else f"at most {check.high}" if check.high else ""
    if check.low and check.high and check.high != NOW:
        return f"{check.column} is between {check.low} and {check.high}"
    return f"{check.column} is " + " and ".join(
        part for part in (f"from {check.low} on" if check.low else "", high) if part
    )


def _measure(check: Measure) -> str:
    share = check.words.startswith("share ")
    low, high = (_number(bound, share=share) for bound in (check.low, check.high))
    if check.low is not None and check.high is not None:
        return f"{check.words} is between {low} and {high}"
    return f"{check.words} is at least {low}" if check.low is not None else f"{check.words} is at most {high}"


def _number(value: float | None, *, share: bool) -> str:
    if value is None:
        return ""
    return f"{max(0.0, min(1.0, value)):.1%}" if share else f"{value:g}"


def _age(hours: int) -> str:
    return f"{hours / 24:.3g} days" if hours >= 72 else f"{hours} hours"


def ground_in_words(ground: Ground) -> str:
    """One piece of evidence with its place."""
    return f"{ground.text} ({ground.location})" if ground.location is not None else ground.text
