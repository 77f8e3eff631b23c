"""How old the newest row of a dataset may be when the check runs, from the pace at which rows came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from datetime import datetime, timedelta

from headgate.suites.candidates.measures import fresh_hours
from headgate.suites.checks import Fresh
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.profile import ColumnProfile, Profiled, TableProfile

_LEAST = 50
_EVEN = 0.1
"""The longest stretch without a row, as a share of all the time that is covered."""


def newest(tables: Mapping[str, TableProfile]) -> str:
    """The end of the hour of the newest row of the sample, at which the checks are tried; empty without times."""
    found = [
        datetime.fromisoformat(column.high)
        for table in tables.values()
        if (column := _ordering(table)) is not None and column.high
    ]
    if not found:
        return ""
    latest = max(found).replace(minute=0, second=0, microsecond=0)
    return f"{latest + timedelta(hours=1):%Y-%m-%d %H:%M:%S}"


def fresh(profiled: Profiled, now: str, still: Set[str]) -> Iterator[Rule]:
    """One rule for each dataset whose rows keep coming; those that are `still` stand in the repository."""
    for name, table in profiled.whole.items():
        column = _ordering(table)
        if name in still or column is None or not column.gap_days or column.filled < _LEAST or table.cut:
            continue
        if column.gap_days > _EVEN * table.days:
            continue
        half = profiled.parts["first"].get(name)
        first = half.column(column.name) if half is not None else None
        if first is None or 3 * first.gap_days < column.gap_days:
            continue
        behind = datetime.fromisoformat(now) - datetime.fromisoformat(column.high)
        lag = behind.total_seconds() / 3600
        if lag > 72 * column.gap_days + 24:
            continue  # its rows came to an end before those of others: nothing keeps it fresh
        step = 1.0 if column.family == "date" else 0.0
        check = Fresh(column.name, fresh_hours(max(column.gap_days, step), max(0.0, lag)), column.family)
        seen = f"in the sample no stretch without a row is over {_days(column.gap_days)}"
        yield Rule(name, check, Dimension.TIMELINESS, Layer.STATISTICAL, (Ground(GroundKind.PROFILE, seen),))


def _ordering(table: TableProfile) -> ColumnProfile | None:
    return table.column(table.order) if table.order else None


def _days(days: float) -> str:
    return (
        f"{days:.1f} days"
        if days >= 1
        else f"{days * 24:.1f} hours"
        if days * 24 >= 1
        else f"{days * 1440:.0f} minutes"
    )
