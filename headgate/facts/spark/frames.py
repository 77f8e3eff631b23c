"""What a DataFrame holds: its columns, what flows into each, and what is named on the way.

A frame is a `Relation` as SQL's resolver knows it: items with names, and items that stand for all further columns
of a dataset. `UNKNOWN` stands for what run time decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from headgate.facts.spark.types import element_of, fields_of
from headgate.facts.sql.model import Star
from headgate.facts.sql.relation import NOTHING, UNKNOWN, Flow, Flows, Item, Relation, through, union
from headgate.lineage import ColumnRef, Effect

OPEN = Item("", open=UNKNOWN)
"""Columns of which nothing is known."""
_MOST_BRANCHES = 40


@dataclass(frozen=True)
class Frame:
    """A DataFrame, or the grouped data between `groupBy` and `agg`."""

    relation: Relation
    structs: Mapping[str, Relation] = field(default_factory=dict)
    """Aliases and struct columns, by lower-case name: `o` in `o.total`."""
    named: Mapping[ColumnRef, int] = field(default_factory=dict)
    """Columns of datasets that the steps name, each with the first line."""
    opaque: bool = False
    """Some step may use columns that it is not seen to name."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """All column names in order; None where some are unknown."""
        if not self.relation.closed:
            return None
        return tuple(dict.fromkeys(item.name for item in self.relation.items))

    @property
    def spelled(self) -> tuple[str, ...] | None:
        """All column names in order as the program writes them; None where some are unknown."""
        if not self.relation.closed:
            return None
        return tuple(item.spelled or item.name for item in self.relation.items)

    def items(self, name: str) -> list[Item]:
        """The columns that `name` can mean: several after a join of two sides that share it."""
        folded = name.lower()
        if "`" in folded:
            folded = folded.replace("`", "")
            return [item for item in self.relation.items if item.name == folded]
        found = [item for item in self.relation.items if item.open is None and item.name == folded]
        first, _, rest = folded.partition(".")
        inner = self.structs.get(first)
        if not found and rest and inner is not None:
            found = [item for item in inner.items if item.open is None and item.name == rest]
        return found

    def type_of(self, name: str) -> str:
        """The type of column or field `name`; empty where nothing tells."""
        found = self.items(name)
        if found:
            return found[0].type
        whole, _, field_name = name.rpartition(".")
        outer = self.type_of(whole) if whole else ""
        inner = {one.lower(): type_ for one, type_ in fields_of(outer) or fields_of(element_of(outer)) or ()}
        return inner.get(field_name.lower(), "")

    def lookup(self, name: str) -> Flows | None:
        """What column `name` is made of; None where that is unknown."""
        folded = name.lower().replace("`", "")
        found = self.relation.definitely(folded)
        if found is None and "." in folded:
            first, _, rest = folded.partition(".")
            inner = self.structs.get(first)
            if inner is not None:
                found = _in(inner, rest)
            else:
                outer = self.lookup(first)
                return through(outer, Effect.TRANSFORMATION) if outer is not None else None
        elif found is None:
            found = self.relation.possibly(folded)
        return found

    def naming(self, flows: Iterable[Flow], line: int, *, opaque: bool = False) -> Frame:
        """The same after a step at `line` that names these columns."""
        refs = {ref: line for ref, _ in flows if ref.dataset != UNKNOWN and ref.column}
        return replace(self, named={**refs, **self.named}, opaque=self.opaque or opaque)

    def naming_each(self, items: Iterable[Item], *, opaque: bool = False, line: int = 0) -> Frame:
        """The same after a step at `line` that makes these columns."""
        refs = {
            ref: item.line or line for item in items for ref, _ in item.flows if ref.dataset != UNKNOWN and ref.column
        }
        return replace(self, named={**refs, **self.named}, opaque=self.opaque or opaque)

    def influenced(self, flows: Iterable[Flow], effect: Effect, line: int, *, opaque: bool = False) -> Frame:
        """The same rows, chosen, matched or grouped by what `flows` tells."""
        flows = tuple(flows)
        told = frozenset((ref, effect) for ref, _ in flows)
        relation = replace(self.relation, influences=self.relation.influences | told)
        return replace(self, relation=relation).naming(flows, line, opaque=opaque)

    def holding(self, items: Iterable[Item], structs: Mapping[str, Relation] | None = None) -> Frame:
        """The same rows with other columns."""
        relation = Relation(tuple(items), self.relation.influences)
        return replace(self, relation=relation, structs=self.structs if structs is None else structs)

    def choosing(self, items: Iterable[Item], structs: Mapping[str, Relation]) -> Frame:
        """`select`: an alias stays with those of its columns that are chosen."""
        items = tuple(items)
        chosen = {id(item) for item in items}
        kept: dict[str, Relation] = {}
        for alias, below in self.structs.items():
            same = [item for item in below.items if id(item) in chosen]
            opened = {item.open for item in below.items if item.open is not None}
            same += [one for one in items if opened and one.name and {ref.dataset for ref, _ in one.flows} <= opened]
            if same:
                kept[alias] = Relation(tuple(same))
        return self.holding(items, {**kept, **structs})

    def with_column(self, made: Item, struct: Relation | None = None) -> Frame:
        """`withColumn`: a column is replaced where it stands, or comes behind the others."""
        items = list(self.relation.items)
        places = [n for n, item in enumerate(items) if item.open is None and item.name == made.name]
        for place in places:
            items[place] = made
        if not places:
            items = [replace(i, excluded=i.excluded | {made.name}) if i.open is not None else i for i in items]
            items.append(made)
        kept = {name: inner for name, inner in self.structs.items() if name != made.name}
        return self.holding(items, {**kept, made.name: struct} if struct is not None else kept)

    def without(self, names: Iterable[str]) -> Frame:
        """`drop`."""
        gone = tuple(name.lower() for name in names)
        return self.holding(self.relation.star(Star(excluded=gone), {}))

    def renamed(self, pairs: Iterable[tuple[str, str]]) -> Frame:
        """`withColumnRenamed`; names that are not there do nothing, as in Spark."""
        listed = list(pairs)
        folded = {old.lower(): new.lower() for old, new in listed}
        spelled = {new.lower(): new for _, new in listed}
        made = self.relation.star(Star(renamed=tuple(folded.items())), {})
        return self.holding(replace(one, spelled=spelled.get(one.name, one.spelled)) for one in made)

    def called(self, alias: str) -> Frame:
        """`df.alias("o")`."""
        return replace(self, structs={alias.lower(): self.relation})


def either(frames: Iterable[Frame]) -> Frame:
    """What one of several ways through the program makes; columns that only some have stay unsure."""
    listed = list(frames)
    names = {one.columns for one in listed}
    whole = united(listed, by_name=True)
    if len(names) == 1:
        return whole
    structs = {name: inner for one in listed for name, inner in one.structs.items()}
    relation = Relation((*whole.relation.items, OPEN), whole.relation.influences, whole.relation.branches)
    return replace(whole, relation=relation, structs=structs)


def unknown() -> Frame:
    """A DataFrame of which nothing is known."""
    return Frame(Relation((OPEN,)), opaque=True)


def united(frames: Iterable[Frame], *, by_name: bool) -> Frame:
    """A union; closed only where all of it are."""
    listed = list(frames)
    # Unions of unions of open frames are one union, or asking them would grow with each step.
    below = {id(part): part for one in listed for part in (one.relation.branches or (one.relation,))}
    if len(below) > _MOST_BRANCHES:
        return unknown()
    relation = union(list(below.values()), by_name)
    named = {ref: line for one in reversed(listed) for ref, line in one.named.items()}
    return Frame(relation, {}, named, any(one.opaque for one in listed))


def joined(left: Frame, right: Frame, using: Iterable[str], how: str, line: int) -> Frame:
    """A join; columns of `using` stand once and first. A semi or anti join keeps the left columns alone."""
    keys = tuple(name.lower() for name in using)
    named, opaque = {**right.named, **left.named}, left.opaque or right.opaque
    influences = left.relation.influences | right.relation.influences
    structs = {**right.structs, **left.structs}
    whole = Frame(Relation((), influences), structs, named, opaque)
    items = list(left.relation.items)
    if not how.replace("_", "").replace("left", "").startswith(("semi", "anti")):
        kept = [left.without(keys).relation.items, right.without(keys).relation.items]
        items = [_key(left, right, key, how) for key in keys] + [item for side in kept for item in side]
    whole = whole.holding(items, structs)
    for key in keys:
        for side in (left, right):
            flows = side.lookup(key)
            whole = whole.influenced(flows or NOTHING, Effect.JOIN, line, opaque=flows is None)
    return whole


def _key(left: Frame, right: Frame, key: str, how: str) -> Item:
    """The column that a join `USING` makes of two: the right one of a right join, either of a full one."""
    first = right if how.startswith("right") else left
    found = first.items(key)
    if how.startswith(("full", "outer")):
        flows = (left.lookup(key) or NOTHING) | (right.lookup(key) or NOTHING)
        spelled = found[0].spelled if found else ""
        return Item(key, through(flows, Effect.TRANSFORMATION), spelled=spelled)
    return found[0] if found else Item(key, first.lookup(key) or NOTHING)


def _in(relation: Relation, name: str) -> Flows | None:
    first = name.partition(".")[0]
    found = relation.definitely(first)
    found = relation.possibly(first) if found is None else found
    return through(found, Effect.TRANSFORMATION) if found is not None and first != name else found
