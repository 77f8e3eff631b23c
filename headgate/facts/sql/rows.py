"""Keys of rows before the SELECT list, and what joins equate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from headgate.dataset import DatasetId, table
from headgate.facts.sql.expressions import bare, conjuncts
from headgate.facts.sql.grain import Inherited, Need
from headgate.facts.sql.scopes import Relation, Scope

Part = tuple[str, str]
"""Name of a relation and one of its columns; an empty relation for an expression."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """A key of the rows of a query before its SELECT list."""

    parts: frozenset[Part]
    reason: str
    needs: tuple[Need, ...] = ()
    filtered: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class RowSource:
    """A table whose rows stand one by one in the rows of a query."""

    relation: str
    inherited: Inherited


@dataclass(frozen=True)
class Rows:
    """Keys of the rows of a query before its SELECT list."""

    keys: tuple[RowKey, ...] = ()
    sources: tuple[RowSource, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What a join's condition equates."""

    columns: frozenset[str] = frozenset()
    """Of the joined relation: equated with another relation's or a constant."""
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of the relations before it, by their name."""
    only_equalities: bool = True
    """Nothing else is asked of the joined relation."""


def link_of(relation: Relation, scope: Scope) -> Link:
    """What the condition of a join equates; nothing for a join without one."""
    join = relation.join
    if join is None:
        return Link()
    using = frozenset(column.name.lower() for column in join.args.get("using") or ())
    if using:
        before = scope.relations[: scope.relations.index(relation)]
        others = {before[0].name: using} if len(before) == 1 else {}
        return Link(using, others)
    columns: set[str] = set()
    others_found: dict[str, set[str]] = {}
    plain = True
    for part in conjuncts(join.args.get("on")):
        sides = _equated(part, relation, scope)
        if sides is None:
            plain = False
            continue
        mine, other = sides
        columns.add(mine)
        if other is not None:
            others_found.setdefault(other[0], set()).add(other[1])
    return Link(frozenset(columns), {name: frozenset(found) for name, found in others_found.items()}, plain)


def _equated(part: exp.Expr, relation: Relation, scope: Scope) -> tuple[str, Part | None] | None:
    """The column of `relation` that an equality fixes, and the column of another relation that fixes it."""
    if not isinstance(part, exp.EQ):
        return None
    for mine, other in ((bare(part.left), bare(part.right)), (bare(part.right), bare(part.left))):
        if not isinstance(mine, exp.Column) or scope.owner(mine) is not relation:
            continue
        owners = [scope.owner(column) for column in other.find_all(exp.Column)]
        if relation in owners or None in owners or other.find(exp.Select):
            return None
        whose = owners[0] if isinstance(other, exp.Column) else None
        return mine.name.lower(), (whose.name, other.name.lower()) if whose is not None else None
    return None


def part_of(item: exp.Expr, scope: Scope) -> Part:
    item = meant(bare(item), scope)
    if isinstance(item, exp.Column):
        owner = scope.owner(item)
        return (owner.name if owner is not None else "", item.name.lower())
    return ("", item.sql(comments=False).lower())


def meant(item: exp.Expr, scope: Scope) -> exp.Expr:
    """The expression behind a position or an alias in GROUP BY."""
    items = scope.query.expressions
    if (
        isinstance(item, exp.Literal)
        and not item.is_string
        and item.this.isdigit()
        and 0 < int(item.this) <= len(items)
    ):
        return bare(items[int(item.this) - 1].unalias())
    if isinstance(item, exp.Column) and not item.table:
        named = next((i for i in items if isinstance(i, exp.Alias) and i.alias.lower() == item.name.lower()), None)
        if named is not None:
            return bare(named.this)
    return item


def dataset_of(found: exp.Table) -> DatasetId:
    """The dataset that a table of FROM names."""
    return table(".".join(part.name for part in found.parts))
