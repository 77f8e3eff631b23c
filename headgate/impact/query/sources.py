"""What a FROM clause makes of its relations: a product, conditions on it, and what each name means in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from headgate.impact.query.names import Scope
from headgate.impact.query.relation import Key, Relation, equal, fewest, filtered, fold
from headgate.impact.query.wording import Wording


@dataclass(frozen=True, slots=True)
class Item:
    """One relation of a FROM clause and how it is joined."""

    alias: str
    join: exp.Expr | None
    """None for the first one."""

    @property
    def words(self) -> tuple[str, ...]:
        """`left`, `semi`, `asof`, …; nothing for an inner or cross join."""
        if not isinstance(self.join, exp.Join):
            return ()
        words = [str(self.join.args.get(part) or "").lower() for part in ("method", "side", "kind")]
        return tuple(word for word in words if word and word not in ("outer", "inner", "cross", "natural", "straight"))

    @property
    def natural(self) -> bool:
        return isinstance(self.join, exp.Join) and str(self.join.args.get("method") or "").lower() == "natural"

    @property
    def using(self) -> tuple[str, ...]:
        named = (self.join.args.get("using") or ()) if self.join is not None else ()
        return tuple(column.name.lower() for column in named)


@dataclass
class Product:
    """What the relations joined so far come to."""

    scope: Scope
    wording: Wording
    parts: list[str] = field(default_factory=list)
    filters: set[str] = field(default_factory=set)
    keys: frozenset[Key] = frozenset({frozenset()})
    seen: list[str] = field(default_factory=list)
    """Aliases that are joined already."""

    @property
    def rows(self) -> str:
        return fold(filtered(" x ".join(sorted(self.parts)), self.filters))

    def add(self, item: Item) -> None:
        """Join one more relation."""
        right = self.scope.sources[item.alias]
        terms, covered = self._conditions(item, right)
        unique = any(key <= covered for key in right.keys)
        kind = " ".join(item.words)
        if kind == "":
            self.parts += right.parts
            self.filters |= right.filters | terms
            self.keys = self.keys if unique else _paired(self.keys, right.keys)
        elif kind == "left" and unique:
            # Each row of the left finds one row of the right or none: the rows stay what they are.
            self._told_apart(item.alias, right, terms)
        else:
            condition = " and ".join(sorted(terms))
            joined = f"{kind} {right.rows} on {condition}"
            if kind == "left":
                self.parts = [fold(f"({' x '.join(sorted(self.parts))}) {joined}")]
                self.keys = _paired(self.keys, right.keys)
            else:
                self.parts, self.filters = [fold(f"({self.rows}) {joined}")], set()
                self.keys = self.keys if kind in ("semi", "left semi", "anti", "left anti") else frozenset()
        self.seen.append(item.alias)

    def _told_apart(self, alias: str, right: Relation, terms: Iterable[str]) -> None:
        """Columns of the right are what the one row that is found has."""
        found = f"left {right.rows} on {' and '.join(sorted(terms))}"
        columns = tuple((name, fold(f"{text} of {found}")) for name, text in right.columns)
        self.scope.sources[alias] = replace(right, columns=columns, parts=(fold(found),), filters=frozenset())

    def _conditions(self, item: Item, right: Relation) -> tuple[set[str], set[str]]:
        """The texts of the conditions, and the texts of the right's columns that they set equal to the left."""
        terms: set[str] = set()
        covered: set[str] = set()
        for name in (*item.using, *(self._common(right) if item.natural else ())):
            left = self.scope.merged.get(name) or self._left(name)
            here = right.text_of(name) or f"?.{name}"
            terms.add(equal(left, here))
            covered.add(here)
            self.scope.merged[name] = _merged(left, here, item.words)
        condition = item.join.args.get("on") if item.join is not None else None
        if condition is not None:
            own = {text for _, text in right.columns}
            for text, tree in self.wording.terms(condition):
                terms.add(text)
                covered |= self._equated(tree, item.alias, own)
        if item.natural and right.open:
            terms.add("natural")
        return terms, covered

    def _equated(self, tree: exp.Expr, alias: str, own: set[str]) -> set[str]:  # noqa: ARG002
        """The column of `alias` that a comparison sets equal to something of the left or to a literal."""
        if not isinstance(tree, exp.EQ):
            return set()
        sides = (tree.this.unnest(), tree.expression.unnest())
        for mine, other in (sides, sides[::-1]):
            if not isinstance(mine, exp.Column) or other.find(exp.Query) is not None:
                continue
            text = self.wording.text(mine)
            others = {self.wording.text(column) for column in other.find_all(exp.Column)}
            if text in own and others.isdisjoint(own) and not any(name.startswith("?") for name in others):
                return {text}
        return set()

    def _common(self, right: Relation) -> list[str]:
        left = {name for alias in self.seen for name, _ in self.scope.sources[alias].columns}
        return [name for name, _ in right.columns if name in left]

    def _left(self, name: str) -> str:
        sources = [self.scope.sources[alias] for alias in self.seen]
        for source in sorted(sources, key=lambda one: one.open):
            text = source.text_of(name)
            if text is not None:
                return text
        return f"?.{name}"


def _merged(left: str, right: str, words: tuple[str, ...]) -> str:
    if "full" in words:
        return fold(f"coalesce({left}, {right})")
    return right if "right" in words else left


def _paired(left: frozenset[Key], right: frozenset[Key]) -> frozenset[Key]:
    """A row of a product is known by what knows a row of each side."""
    return fewest(one | other for one in left for other in right)


def product(
    items: Iterable[tuple[Item, Relation]], scope: Callable[[Mapping[str, Relation]], tuple[Scope, Wording]]
) -> Product:
    """The relations of a FROM clause, joined in order."""
    listed = list(items)
    made, wording = scope({item.alias: relation for item, relation in listed})
    found = Product(made, wording)
    for item, _ in listed:
        found.add(item)
    return found
