"""What kind of fact a table is, what it points to, and what else it carries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from headgate.dataset import DatasetId
from headgate.design.additivity import Additivity, by_name
from headgate.design.review.columns import flags, identifiers, measures, milestones
from headgate.design.review.page import MeasurePage, Pointer
from headgate.design.review.roles import Role
from headgate.design.review.subject import Subject
from headgate.design.star.model import FactType

_PERIODIC = re.compile(
    r"(^|_)(daily|weekly|monthly|hourly|yearly|quarterly|snapshot|snapshots|balance|balances|inventory|by_day|by_month|per_day)(_|$)"
)
_DATED = re.compile(r"(^|_)(date|day|month|week|hour|at|snapshot)(_|$)")
_MOST_MILESTONES = 3
_ENDS = frozenset(("start", "end", "started", "ended", "finished", "begin", "began", "stop", "stopped", "from", "to"))
_PLAIN = frozenset(("date", "day", "at", "on", "ts", "timestamp", "datetime", "time", "month", "week", "event"))


def fact_type(subject: Subject) -> tuple[FactType | None, str]:
    """The type of a fact with the reason; None where its columns are not known."""
    names = subject.names
    if not names:
        return None, "its columns are not known"
    keys = [sorted(key.columns) for key in subject.keys]
    dated = next((key for key in keys if len(key) > 1 and any(_DATED.search(name) for name in key)), None)
    if dated is not None and (
        _PERIODIC.search(subject.name.lower()) or any(k.reason == "by its GROUP BY" for k in subject.keys)
    ):
        return FactType.PERIODIC_SNAPSHOT, f"one row for each ({', '.join(dated)})"
    if _PERIODIC.search(subject.name.lower()) and any(_DATED.search(name) for name in names):
        return FactType.PERIODIC_SNAPSHOT, "its name speaks of a state for each period"
    stages = _stages(names)
    single = any(len(key) == 1 for key in keys)
    if len(stages) >= _MOST_MILESTONES and single:
        return FactType.ACCUMULATING_SNAPSHOT, f"one row goes through {', '.join(stages[:4])}"
    if not measures(subject):
        if subject.complete:
            return FactType.FACTLESS, "none of its columns is a measure"
        return None, "not all of its columns are known"
    return FactType.TRANSACTION, "one row for one event, with measures"


def _stages(names: frozenset[str]) -> list[str]:
    """Dates that a row goes through; the two ends of one span are one of them, and a plain day is none."""
    found: dict[str, str] = {}
    for name in sorted(milestones(names)):
        stem = "_".join(part for part in name.split("_") if part not in _ENDS and part not in _PLAIN)
        if stem or any(part in _ENDS for part in name.split("_")):
            found.setdefault(stem or "span", name)
    return list(found.values())


def pointers(subject: Subject, dimensions: Mapping[DatasetId, Subject]) -> tuple[Pointer, ...]:
    """The dimensions that a table points to: by joins, by relationships tests, by columns called like their keys."""
    found: dict[str, Pointer] = {}
    guessed = () if subject.dataset in dimensions else _named(subject, dimensions)
    for one in (*_joined(subject, dimensions), *_tested(subject, dimensions), *guessed):
        found.setdefault(one.dimension, one)
    return tuple(found[name] for name in sorted(found))


def _joined(subject: Subject, dimensions: Mapping[DatasetId, Subject]) -> Iterator[Pointer]:
    for reading in subject.readings:
        for join in reading.joins:
            target = dimensions.get(join.right.table)
            if target is not None and target is not subject:
                yield Pointer(target.name, ", ".join(join.right.columns) or "a condition", "joined")


def _tested(subject: Subject, dimensions: Mapping[DatasetId, Subject]) -> Iterator[Pointer]:
    names = {one.name.lower(): one for one in dimensions.values()}
    for test in subject.tests:
        if test.name.rpartition(".")[2] != "relationships":
            continue
        arguments = {name: json.loads(value) for name, value in test.arguments}
        inner = arguments.get("arguments")
        arguments |= inner if isinstance(inner, dict) else {}
        told = re.search(r"ref\(\s*['\"]([\w]+)['\"]", str(arguments.get("to", "")))
        target = names.get(told[1].lower()) if told else None
        if target is not None and target is not subject:
            yield Pointer(target.name, test.column, "tested")


def _named(subject: Subject, dimensions: Mapping[DatasetId, Subject]) -> Iterator[Pointer]:
    """A column that is the key of one dimension tells by its name; of several, only if one alone is called `dim_…`."""
    holders: dict[str, list[Subject]] = {}
    for target in dimensions.values():
        for name in {next(iter(key.columns)) for key in target.keys if len(key.columns) == 1} - {"id", "key"}:
            holders.setdefault(name, []).append(target)
    for name in sorted(holders.keys() & subject.names):
        called = [one for one in holders[name] if one.name.lower().startswith("dim_")]
        target = next(iter(called if len(called) == 1 else holders[name]))
        if (len(called) == 1 or len(holders[name]) == 1) and target is not subject:
            yield Pointer(target.name, name, "named")


def measure_pages(subject: Subject) -> tuple[MeasurePage, ...]:
    """Each measure with how it may be added."""
    dated = any(len(key.columns) > 1 and any(_DATED.search(name) for name in key.columns) for key in subject.keys)
    found = []
    for name in sorted(measures(subject)):
        kind, why = by_name(name)
        if kind is Additivity.SEMI_ADDITIVE and not dated:
            kind, why = (
                Additivity.ADDITIVE,
                "its name speaks of a state, but no key says that it is told again for each date",
            )
        found.append(MeasurePage(name, kind.value, why))
    return tuple(found)


def degenerate(subject: Subject, points_to: tuple[Pointer, ...]) -> tuple[str, ...]:
    """Identifiers in a fact that lead to no dimension."""
    used = {name for one in points_to for name in one.by.split(", ")}
    return tuple(sorted(identifiers(subject) - used))


def loose_flags(subject: Subject, role: Role) -> tuple[str, ...]:
    """Flags and codes of a fact that could be one junk dimension; told from three on."""
    found = tuple(sorted(flags(subject.names))) if role is Role.FACT else ()
    return found if len(found) >= 3 else ()
