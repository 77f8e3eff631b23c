"""What a relation inside a statement offers: columns, each with the base columns that flow into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol

from headgate.dataset import DatasetId
from headgate.facts.sql.model import Pivot, Star
from headgate.lineage import ColumnRef, Effect

Flow = tuple[ColumnRef, Effect]
Flows = frozenset[Flow]
NOTHING: Flows = frozenset()

_STRENGTH = (Effect.IDENTITY, Effect.TRANSFORMATION, Effect.AGGREGATION)


def then(inner: Effect, outer: Effect) -> Effect:
    """What remains of `inner` after `outer`: indirect stays indirect, else the stronger of the two."""
    if not inner.direct:
        return inner
    if not outer.direct:
        return outer
    return max(inner, outer, key=_STRENGTH.index)


def through(flows: Iterable[Flow], outer: Effect) -> Flows:
    """`flows` after one more step."""
    if outer is Effect.IDENTITY and isinstance(flows, frozenset):
        return flows
    return frozenset((ref, then(inner, outer)) for ref, inner in flows)


UNKNOWN = DatasetId("", "")
"""Stands for a relation of which not even the name is known."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the repository knows of a dataset's columns."""

    columns: tuple[str, ...]
    complete: bool


class Catalogue(Protocol):
    """Where the columns of datasets are looked up."""

    def known(self, dataset: DatasetId) -> Known | None:
        """What is known of `dataset`, under whatever name; None where nothing is."""


@dataclass(frozen=True, slots=True)
class Item:
    """One column, or the columns that are not known one by one."""

    name: str
    flows: Flows = NOTHING
    line: int = 0
    open: DatasetId | None = None
    """Then `name` is empty and the item stands for all other columns of this dataset."""
    excluded: frozenset[str] = frozenset()
    renamed: tuple[tuple[str, str], ...] = ()
    spelled: str = ""
    """The name as the program writes it, where that is told; `name` is folded."""
    type: str = ""
    """Spark's name of the type, where something declares it: `array<struct<sku:string>>`."""

    def offers(self, name: str) -> Flows | None:
        """What column `name` is made of, if it can be among the unknown ones."""
        if self.open is None:
            return None
        original = next((old for old, new in self.renamed if new == name), name)
        if original == name and name in self.excluded:
            return None
        return frozenset({(ColumnRef(self.open, original), Effect.IDENTITY)})


@dataclass
class Relation:
    """Columns in order. With `branches` (a union whose columns are not all known) each is asked."""

    items: Sequence[Item] = ()
    influences: Flows = NOTHING
    branches: tuple[Relation, ...] = ()
    _index: dict[str, Flows] = field(init=False)

    def __post_init__(self) -> None:
        self._index = {}
        for item in self.items:
            if item.name:
                self._index.setdefault(item.name, item.flows)

    @property
    def closed(self) -> bool:
        """Whether all columns are known."""
        return all(item.open is None for item in self.items)

    def definitely(self, name: str) -> Flows | None:
        """What column `name` is made of, where it is known to be there."""
        if self.branches:
            found = [branch.definitely(name) for branch in self.branches]
            if all(one is None for one in found):
                return None
            return frozenset().union(*(self._from(branch, name) for branch in self.branches))
        return self._index.get(name)

    def possibly(self, name: str) -> Flows | None:
        """What column `name` is made of, if it is one of those not known one by one."""
        if self.branches:
            found = [self._from(branch, name) for branch in self.branches]
            return frozenset().union(*found) or None
        offers = [offer for item in self.items if (offer := item.offers(name)) is not None]
        return offers[0] if len(offers) == 1 else None

    @staticmethod
    def _from(branch: Relation, name: str) -> Flows:
        found = branch.definitely(name)
        return (branch.possibly(name) if found is None else found) or NOTHING

    def named(self, names: tuple[str, ...]) -> Relation:
        """The same with its first columns called `names`, in order."""
        if not names:
            return self
        items = list(self.items)
        for position, name in enumerate(names):
            if position >= len(items) or items[position].open is not None:
                break
            items[position] = Item(name, items[position].flows, items[position].line)
        return Relation(items, self.influences)

    def star(self, star: Star, replaced: Mapping[str, Flows]) -> list[Item]:
        """The items of a `*` over this relation."""
        renamed = dict(star.renamed)
        items = []
        for item in self.items:
            if item.open is not None:
                gone = item.excluded | set(star.excluded) | set(renamed)
                items.append(replace(item, excluded=gone, renamed=(*item.renamed, *star.renamed)))
            elif item.name not in star.excluded:
                flows = replaced.get(item.name, item.flows)
                name = renamed.get(item.name, item.name)
                if name == item.name and flows == item.flows:
                    items.append(item)
                    continue
                items.append(replace(item, name=name, flows=flows, spelled=item.spelled if name == item.name else ""))
        return items

    def pivoted(self, pivot: Pivot, made: Iterable[Item]) -> Relation:
        """After PIVOT or UNPIVOT: what is consumed is gone, what is made is new."""
        kept = self.star(Star(excluded=pivot.consumed), {})
        return Relation([*kept, *made], self.influences)


@lru_cache(maxsize=2_000)
def of_dataset(dataset: DatasetId, known: Known | None) -> Relation:
    """A table or view by name; the same one again as long as no more is known of it."""
    columns = known.columns if known is not None else ()
    items = [Item(name, frozenset({(ColumnRef(dataset, name), Effect.IDENTITY)})) for name in columns]
    if known is None or not known.complete:
        items.append(Item("", open=dataset, excluded=frozenset(columns)))
    return Relation(items)


def union(branches: Sequence[Relation], by_name: bool) -> Relation:
    """A set operation: columns by position, under the first branch's names."""
    influences: Flows = frozenset().union(*(branch.influences for branch in branches))
    first = branches[0]
    if all(branch.closed for branch in branches):
        if by_name:
            merged: dict[str, Item] = {}
            for branch in branches:
                for item in branch.items:
                    before = merged.get(item.name, item)
                    merged[item.name] = replace(before, flows=before.flows | item.flows)
            return Relation(list(merged.values()), influences)
        items = []
        for position, item in enumerate(first.items):
            below = [branch.items[position].flows for branch in branches if position < len(branch.items)]
            items.append(replace(item, flows=frozenset().union(*below)))
        return Relation(items, influences)
    names = dict.fromkeys(item.name for branch in branches for item in branch.items if item.name)
    shell = Relation((), NOTHING, tuple(branches))
    items = [Item(name, shell.definitely(name) or NOTHING) for name in names]
    rest = {item.open: item for branch in branches for item in branch.items if item.open is not None}
    return Relation([*items, *rest.values()], influences, tuple(branches))
