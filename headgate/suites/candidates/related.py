"""Rules over two datasets of the sample: references, and what must agree along them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headgate.suites.candidates.agreement import agreements
from headgate.suites.checks import Refers
from headgate.suites.evidence.told import Told
from headgate.suites.rule import Dimension, Ground, GroundKind, Layer, Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import ColumnProfile, TableProfile
from headgate.suites.sql import quoted

_LEAST = 10
_PREFIXES = ("dim_", "fct_", "stg_", "raw_", "src_", "int_", "base_", "seed_", "d_", "f_", "fact_")
_SUFFIXES = ("_id", "_key", "_sk", "_code", "_no", "_uuid")


@dataclass(frozen=True, slots=True)
class Link:
    """A column of one table that refers to the key of another."""

    child: TableProfile
    column: ColumnProfile
    parent: TableProfile
    field: ColumnProfile


def related(
    database: Database, tables: Mapping[str, TableProfile], told: Mapping[str, Told], declared: set[tuple[str, str]]
) -> Iterator[Rule]:
    """References between the tables of a sample, and what agrees along them.

    Containment alone proves nothing: small numbers are contained in any sequence. So a reference needs a name that
    speaks of the other table, or a join or test of the repository. `declared` are columns whose reference stands
    already.
    """
    found: dict[tuple[str, str], tuple[int, Link, tuple[Ground, ...]]] = {}
    for link, grounds in _links(database, tables, told):
        key = (link.child.name, link.column.name)
        rank = _rank(database, link, grounds)
        if key not in found or rank > found[key][0]:
            found[key] = (rank, link, grounds)
    for key, (_, link, grounds) in found.items():
        if link.parent.cut:
            continue
        if key not in declared:
            check = Refers(link.column.name, link.parent.name, link.field.name)
            yield Rule(link.child.name, check, Dimension.CONSISTENCY, Layer.REFERENTIAL, grounds)
        if not link.child.cut:
            yield from agreements(database, link.child, link.column, link.parent, link.field)


def _rank(database: Database, link: Link, grounds: tuple[Ground, ...]) -> int:
    """Of several tables that a column may refer to, the code's word counts most, then the same layer."""
    same_layer = (link.child.name in database.built) == (link.parent.name in database.built)
    return 2 * any(ground.of_code for ground in grounds) + same_layer


def _links(
    database: Database, tables: Mapping[str, TableProfile], told: Mapping[str, Told]
) -> Iterator[tuple[Link, tuple[Ground, ...]]]:
    for parent in tables.values():
        for key in parent.columns:
            if key.nulls or key.distinct < max(2, parent.rows) or key.family not in ("integer", "text"):
                continue
            for child in tables.values():
                for column in child.columns:
                    grounds = _grounds(child, column, parent, key, told)
                    if grounds and column.family == key.family and column.distinct > 1 and column.filled >= _LEAST:
                        link = Link(child, column, parent, key)
                        if not _orphans(database, link):
                            seen = (
                                f"all {column.filled:,} values of the sample are among the "
                                f"{parent.rows:,} of {parent.name}.{key.name}"
                            )
                            yield link, (*grounds, Ground(GroundKind.PROFILE, seen))


def _grounds(
    child: TableProfile, column: ColumnProfile, parent: TableProfile, key: ColumnProfile, told: Mapping[str, Told]
) -> tuple[Ground, ...]:
    if child.name == parent.name and column.name == key.name:
        return ()
    if _root(told, child.name, column.name) == _root(told, parent.name, key.name):
        return ()  # one is a copy of the other, row by row
    found = [
        one.ground
        for one in told.get(child.name, Told()).references
        if (one.column, one.other, one.field) == (column.name, parent.name, key.name)
    ]
    if not found and names(column.name, parent.name, key.name):
        if column.distinct_enough and column.name == key.name and not speaks_of(key.name, parent.name):
            return ()  # both are keys of the same name: which one refers, nothing tells
        said = f"{column.name} is named for {parent.name}.{key.name}"
        found = [Ground(GroundKind.NAME, said)]
    return tuple(found)


def _root(told: Mapping[str, Told], name: str, column: str) -> tuple[str, str]:
    roots = told.get(name, Told()).roots
    return next(((there, field) for own, there, field in roots if own == column), (name, column))


def names(column: str, parent: str, key: str) -> bool:
    """Whether a column is named for the key of another table.

    >>> names("customer_id", "raw_customers", "id"), names("store_id", "customers", "id")
    (True, False)
    """
    if column == key:
        return key not in ("id", "key", "code", "name", "uuid") and (
            speaks_of(key, parent) or any(key.endswith(suffix) for suffix in _SUFFIXES)
        )
    stem = _stem(column)
    plain = key in ("id", "key", "code", "uuid", "name") or _stem(key) == singular(bare(parent))
    if column.endswith(_SUFFIXES) and plain:
        noun = singular(bare(parent))
        return stem == noun or stem.endswith(f"_{noun}") or noun.endswith(f"_{stem}")
    return plain and column == singular(bare(parent))


def speaks_of(key: str, table: str) -> bool:
    """Whether a key is named for the table that it stands in."""
    noun = singular(bare(table))
    return _stem(key) == noun or noun.endswith(f"_{_stem(key)}")


def bare(table: str) -> str:
    """The noun in a table's name, without a schema and a layer before it."""
    name = table.rpartition(".")[2]
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name.rpartition("__")[2]


def singular(noun: str) -> str:
    """One of many: `categories` is `category`."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


def _stem(column: str) -> str:
    for suffix in _SUFFIXES:
        if column.endswith(suffix):
            return column[: -len(suffix)]
    return column


def _orphans(database: Database, link: Link) -> int:
    column, key = quoted(link.column.name), quoted(link.field.name)
    query = (
        f"select count(*) from {quoted(link.child.name)} where {column} is not null and {column} not in "
        f"(select {key} from {quoted(link.parent.name)})"
    )
    return int(str(database.one(query)[0]))
