"""The role of a table: by its name, its folder, its columns and what it is made of. Every reason is told.

Source: Kimball and Ross, "The Data Warehouse Toolkit", chapters 1 to 3; Linstedt and Olschimke, "Building a Scalable
Data Warehouse with Data Vault 2.0", chapter 4; dbt, "How we structure our dbt projects".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from headgate.dataset import DatasetId, DatasetKind
from headgate.design.review.columns import (
    identifiers,
    is_dates,
    load_dates,
    measures,
    milestones,
    naming,
    record_sources,
    validity,
)
from headgate.design.review.subject import Subject
from headgate.design.review.vault import macro_role
from headgate.design.source.words import words
from headgate.facts.project import Project

_WIDE = 40
_ENOUGH = 2


class Role(StrEnum):
    FACT = "fact"
    DIMENSION = "dimension"
    BRIDGE = "bridge"
    STAGING = "staging"
    INTERMEDIATE = "intermediate"
    HISTORY = "history"
    HUB = "hub"
    LINK = "link"
    SATELLITE = "satellite"
    BIG_TABLE = "one big table"
    REPORT = "report"
    SEED = "seed"
    UNKNOWN = "unknown"


_NAMES = (
    (re.compile(r"^(fct|fact|facts|f)_|_(fct|fact|facts)$"), Role.FACT, 4),
    (re.compile(r"^(dim|dims|dimension|d)_|_(dim|dimension)$"), Role.DIMENSION, 4),
    (re.compile(r"^(bridge|brg|br)_|_(bridge|xref|crosswalk)$"), Role.BRIDGE, 4),
    (re.compile(r"^(stg|staging|base|src|raw|cln)_|_(stg|staging|raw)$|__?stg_"), Role.STAGING, 4),
    (re.compile(r"^(int|tmp|temp|prep|intermediate|wrk)_|_(tmp|temp|int)$|__int_"), Role.INTERMEDIATE, 4),
    (re.compile(r"^(hub|h)_|_(hub|h)$"), Role.HUB, 1),
    (re.compile(r"^(link|lnk|l)_|_(link|lnk|l)$"), Role.LINK, 1),
    (re.compile(r"^(sat|s|msat|effsat|ma_sat|eff_sat)_|_(sat|s|satellite)$|_lr?n?0?_s$"), Role.SATELLITE, 1),
    (re.compile(r"^(obt|wide)_|_(obt|wide|flat)$"), Role.BIG_TABLE, 4),
    (
        re.compile(r"^(rpt|report|agg|kpi|mart|metrics?|dash)_|_(rpt|report|agg|summary|kpis?|metrics?)$"),
        Role.REPORT,
        3,
    ),
    (re.compile(r"_(snapshot|snapshots|history|hist|scd|scd2)$|^(snap|snapshot|scd|hist)_"), Role.HISTORY, 1),
)
_FOLDERS = (
    (frozenset(("facts", "fact", "fct")), Role.FACT),
    (frozenset(("dimensions", "dimension", "dims", "dim")), Role.DIMENSION),
    (frozenset(("staging", "base", "stage", "bronze")), Role.STAGING),
    (frozenset(("intermediate", "int", "silver")), Role.INTERMEDIATE),
    (frozenset(("hubs", "hub")), Role.HUB),
    (frozenset(("links", "link")), Role.LINK),
    (frozenset(("satellites", "satellite", "sats", "sat")), Role.SATELLITE),
    (frozenset(("reports", "reporting", "report", "metrics", "aggregates")), Role.REPORT),
    (frozenset(("snapshots",)), Role.HISTORY),
)
_FOLDER_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A role with its reasons; what speaks for others is told too."""

    role: Role
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()


Sign = tuple[Role, int, str]


def role_of(subject: Subject, project: Project) -> Judged:
    """The role for which the signs weigh most; unknown where they are too few or contradict each other."""
    signs = list(_signs(subject, project))
    weights: dict[Role, int] = {}
    for role, weight, _ in signs:
        weights[role] = weights.get(role, 0) + weight
    best = max(weights, key=lambda role: weights[role], default=Role.UNKNOWN)
    heavy = [role for role, weight in weights.items() if weight == weights.get(best, 0)]
    if weights.get(best, 0) < _ENOUGH or len(heavy) > 1:
        return Judged(Role.UNKNOWN, tuple(dict.fromkeys(reason for _, _, reason in signs)))
    reasons = tuple(dict.fromkeys(reason for role, _, reason in signs if role is best))
    against = tuple(
        dict.fromkeys(f"{reason} ({role})" for role, weight, reason in signs if role is not best and weight > 1)
    )
    return Judged(best, reasons, against)


def _signs(subject: Subject, project: Project) -> Iterator[Sign]:
    if subject.kind == "snapshot":
        yield Role.HISTORY, 6, "a dbt snapshot"
        return
    if subject.kind == "seed":
        yield Role.SEED, 2, "a file of the repository"
    told = macro_role(subject.source)
    if told is not None:
        yield Role(told.role), 6, f"made by {told.macro}"
    yield from _by_name(subject.name.lower())
    for folder in reversed(subject.folders):
        hit = next((role for names, role in _FOLDERS if folder in names), None)
        if hit is not None:
            yield hit, _FOLDER_WEIGHT, f"its folder ({folder})"
            break
    if told is None:
        yield from _shape(subject, project)


def _by_name(name: str) -> Iterator[Sign]:
    """The first name that speaks: the whole one, or what follows the name of a group (`semantic_layer__dim_member`)."""
    for part in dict.fromkeys((name, name.rpartition("__")[2])):
        for pattern, role, weight in _NAMES:
            found = pattern.search(part)
            if found:
                yield role, weight, f"its name ({found[0].strip('_')})"
                return


def _shape(subject: Subject, project: Project) -> Iterator[Sign]:
    names = subject.names
    yield from _vault_shape(names)
    if not names:
        return
    yield from _place_in_graph(subject, project)
    if is_dates(subject):
        yield Role.DIMENSION, 3, "one row for each day"
        return
    own = {name for key in subject.keys for name in key.columns}
    pointing = identifiers(subject) - own
    numbers, dates = measures(subject), milestones(names)
    if numbers and len(pointing) >= 2 and dates:
        yield (
            Role.FACT,
            2,
            f"measures ({_some(numbers)}), a date ({_some(dates)}) and keys of others ({_some(pointing)})",
        )
    elif dates and len(pointing) >= 3 and not naming(names):
        yield Role.FACT, 2, f"a date ({_some(dates)}) and keys of others ({_some(pointing)})"
    if len(subject.columns) >= _WIDE and len(pointing) >= 3 and len(subject.reads) >= 4:
        yield Role.BIG_TABLE, 2, f"{len(subject.columns)} columns of {len(subject.reads)} tables"
    told = naming(names)
    if told and own and not numbers:
        yield Role.DIMENSION, 2, f"a key and what its rows are called ({_some(told)})"
    if (not pointing or (not dates and len(pointing) == 1)) and _is_named_for(subject, own):
        yield Role.DIMENSION, 2, f"one row for each of what it is called for ({_some(own)})"
    if validity(names) and not numbers:
        yield Role.DIMENSION, 1, "it says from when to when a row holds"


def _vault_shape(names: frozenset[str]) -> Iterator[Sign]:
    """Hubs, links and satellites by the columns that all of them have."""
    if load_dates(names) and record_sources(names):
        hashes = [one for one in names if re.search(r"(^hk_|_hk$|hashkey|hash_key|^h[pl]?k_)", one)]
        diffs = [one for one in names if re.search(r"hash_?diff|^hd_|_hd$", one)]
        if diffs and hashes:
            yield Role.SATELLITE, 4, f"a hash key with a hash difference ({min(diffs)})"
        elif len(hashes) > 2:
            yield Role.LINK, 4, f"hash keys of several hubs ({', '.join(sorted(hashes)[:3])})"
        elif hashes:
            yield Role.HUB, 4, f"a hash key, a load date and a record source ({min(hashes)})"


def _place_in_graph(subject: Subject, project: Project) -> Iterator[Sign]:
    """A table that reads one source and passes its rows on is staging, whatever it is called."""
    graph = project.graph
    kinds = {graph.nodes[one].kind for one in subject.reads if one in graph.nodes}
    if kinds == {DatasetKind.SOURCE} and len(subject.reads) == 1 and _passes_on(subject):
        yield Role.STAGING, 3, f"it passes the rows of one source on ({next(iter(subject.reads))})"


def _passes_on(subject: Subject) -> bool:
    return all(
        len(reading.selects) == 1
        and not reading.joins
        and not any(reading.selects[0].args.get(part) for part in ("group", "distinct"))
        for reading in subject.readings
    ) and bool(subject.readings)


def _some(names: object) -> str:
    listed = sorted(names)  # type: ignore[call-overload]
    return ", ".join(listed[:3])


def roles(found: tuple[Subject, ...], project: Project) -> Mapping[DatasetId, Judged]:
    """The role of each table; what facts join by its whole key, and nothing else speaks of, is a dimension."""
    told = {one.dataset: role_of(one, project) for one in found}
    keys = {one.dataset: [key.columns for key in one.keys if not key.weak] for one in found}
    for fact in (one for one in found if told[one.dataset].role is Role.FACT):
        for join in (join for reading in fact.readings for join in reading.joins):
            there = join.right.table
            known = told.get(there)
            if (
                known is not None
                and known.role is Role.UNKNOWN
                and any(k == set(join.right.columns) for k in keys[there])
            ):
                told[there] = Judged(Role.DIMENSION, (*known.reasons, f"{fact.name} joins it by its key"))
    return told


def _is_named_for(subject: Subject, own: set[str]) -> bool:
    """Whether the one column of the key is called for the table: `customer_id` of `dim_customers`."""
    stems = [tuple(w for w in words(name) if w not in _SUFFIXES) for name in own] if len(own) == 1 else []
    return bool(stems) and bool(stems[0]) and stems[0] == words(subject.name)[-len(stems[0]) :]


_SUFFIXES = ("id", "key", "sk", "code", "uuid", "hk")
