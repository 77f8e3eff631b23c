"""Tables whose platform one file states and others do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from headgate.dataset import WAREHOUSE, DatasetId
from headgate.facts.graph.matching import is_suffix

_DIALECTS = {
    "postgres": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlserver": "tsql", "redshift": "redshift",
    "oracle": "oracle", "snowflake": "snowflake", "bigquery": "bigquery", "db2": "",
}  # fmt: skip
"""Platforms with the dialect of those who speak to them. Source: OpenLineage, "Naming conventions"."""


def is_stated(dataset: DatasetId) -> bool:
    """Whether `dataset` is a table on a platform that its identity names."""
    return dataset.namespace.partition("://")[0] in _DIALECTS


@dataclass(frozen=True, slots=True)
class Placed:
    """What is thought of one table on a stated platform."""

    table: DatasetId
    """The table of the warehouse that it is held to be; itself where it is kept apart."""
    why: str
    rivals: tuple[DatasetId, ...] = ()
    """Others that its name could mean as well, for which it is kept apart."""


def placed(
    named: Iterable[DatasetId], dialects: Mapping[DatasetId, frozenset[str]]
) -> Iterator[tuple[DatasetId, Placed]]:
    """Each stated table with the warehouse table that it is; `dialects` tell in which SQL a table is spoken of."""
    stated: defaultdict[str, list[DatasetId]] = defaultdict(list)
    bare: defaultdict[str, list[DatasetId]] = defaultdict(list)
    for one in named:
        if is_stated(one):
            stated[_last(one)].append(one)
        elif one.namespace == WAREHOUSE:
            bare[_last(one)].append(one)
    for last, tables in stated.items():
        for one in sorted(tables):
            here = [other for other in bare[last] if other.name == one.name or is_suffix(one.name, other.name)]
            rivals = [o for o in tables if o.namespace != one.namespace and _alike(o, one)]
            if rivals:
                yield one, Placed(one, "two platforms have a table of this name", (*sorted(rivals), *sorted(here)))
                continue
            foreign = [other for other in here if not _speaks(one, dialects.get(other, frozenset()))]
            if foreign:
                yield one, Placed(one, "it is spoken of in the SQL of another platform", tuple(sorted(foreign)))
                continue
            yield (
                one,
                Placed(DatasetId(WAREHOUSE, one.name), f"no other platform than {one.namespace} is stated for it"),
            )


def _last(one: DatasetId) -> str:
    return one.name.rsplit(".", 1)[-1]


def _alike(one: DatasetId, other: DatasetId) -> bool:
    return one.name == other.name or is_suffix(one.name, other.name)


def _speaks(one: DatasetId, dialects: frozenset[str]) -> bool:
    return not dialects or _DIALECTS[one.namespace.partition("://")[0]] in dialects
