"""Dimensions and measures: which columns of a table, and which other members, an expression is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import DatasetId
from headgate.facts.sql.parsing import tree_of
from headgate.lineage import ColumnEdge, ColumnRef, Effect
from headgate.location import Location

OWN, MEMBER, OTHER = "headgate_own", "headgate_member", "headgate_other"
"""What stands for the table itself, for a member of the same view, and for a member of another one."""
_LONGEST = 20_000
_MARKED = re.compile(rf"\b{OWN}\.[\"`\[]?(\w+)|\b({MEMBER}|{OTHER}__\w+)\.(\w+)")


@dataclass(frozen=True, slots=True)
class Member:
    """A dimension or a measure."""

    name: str
    expression: str
    """SQL in which `OWN`, `MEMBER` and `OTHER__view` stand for what the tool's own marks name."""
    line: int
    aggregates: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """What an expression is made from."""

    columns: frozenset[str] = frozenset()
    """Of the table itself."""
    members: frozenset[str] = frozenset()
    foreign: frozenset[tuple[str, str]] = frozenset()
    """(view, member) pairs."""
    effect: Effect = Effect.TRANSFORMATION


def made_from(member: Member, dialect: str) -> Made:
    """What `member` is made from; of SQL that cannot be parsed, what its marks name."""
    text = member.expression[:_LONGEST]
    try:
        tree = tree_of(text, dialect)
    except (SqlglotError, RecursionError):
        found = [(OWN, m[1]) if m[1] else (m[2], m[3]) for m in _MARKED.finditer(text)]
        return _sorted(found, Effect.AGGREGATION if member.aggregates else Effect.TRANSFORMATION)
    pairs = [(column.table or OWN, column.name) for column in tree.find_all(exp.Column)]
    effect = Effect.IDENTITY if isinstance(tree, exp.Column) else Effect.TRANSFORMATION
    if member.aggregates or tree.find(exp.AggFunc):
        effect = Effect.AGGREGATION
    return _sorted(pairs, effect)


def _sorted(pairs: Iterable[tuple[str, str]], effect: Effect) -> Made:
    columns, members, foreign = set(), set(), set()
    for holder, name in pairs:
        if holder == MEMBER:
            members.add(name.lower())
        elif holder.startswith(f"{OTHER}__"):
            foreign.add((holder.removeprefix(f"{OTHER}__"), name.lower()))
        elif holder == OWN or not holder.startswith("headgate_"):
            columns.add(name.lower())
    return Made(frozenset(columns), frozenset(members), frozenset(foreign), effect)


def edges_of(
    view: DatasetId, table: DatasetId | None, members: Iterable[Member], dialect: str, path: str
) -> Iterator[ColumnEdge]:
    """The edges into the members of `view`, through members of the same view down to columns."""
    found = {member.name.lower(): (member, made_from(member, dialect)) for member in members}
    for name, (member, made) in found.items():
        at = Location(path, member.line)
        for column, effect in sorted(_columns(name, found, frozenset()).items()):
            if table is not None:
                yield ColumnEdge(ColumnRef(table, column), ColumnRef(view, name), effect, at)
        for other, field in sorted(made.foreign):
            yield ColumnEdge(ColumnRef(_beside(view, other), field), ColumnRef(view, name), made.effect, at)


def _beside(view: DatasetId, name: str) -> DatasetId:
    return DatasetId(view.namespace, name)


def _columns(name: str, found: Mapping[str, tuple[Member, Made]], seen: frozenset[str]) -> dict[str, Effect]:
    if name not in found or name in seen:
        return {}
    made = found[name][1]
    columns = dict.fromkeys(made.columns, made.effect)
    for inner in made.members:
        for column, effect in _columns(inner, found, seen | {name}).items():
            columns.setdefault(column, effect if made.effect is Effect.IDENTITY else made.effect)
    return columns
