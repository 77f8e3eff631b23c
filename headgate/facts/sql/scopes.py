"""Which relations each query of a statement sees, and which columns it names.

Name resolution without any schema: what is in FROM, what is visible from around a subquery, which CTE a name
means. Source: ISO/IEC 9075-2, 7.6 (table reference) and 6.6 (identifier chain); where warehouses differ
(lateral references, struct fields), the wider reading is taken, so that an unresolved name is really one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from sqlglot import exp


class RelationKind(Enum):
    """What stands in a FROM clause."""

    TABLE = "table"
    CTE = "cte"
    QUERY = "query"
    OTHER = "other"
    """UNNEST, a table function, VALUES, a lateral view: one whose columns only its own kind tells."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a FROM clause (or the target of UPDATE, DELETE and MERGE)."""

    names: tuple[str, ...]
    """How columns may be qualified, folded: the alias, or the table's name with and without its schema."""
    node: exp.Expr
    kind: RelationKind
    join: exp.Join | None = None
    """None for the first relation of FROM."""
    query: exp.Query | None = None
    """Body of a CTE or of a derived table."""
    target: bool = False
    """The relation is what the statement changes."""

    @property
    def name(self) -> str:
        """The shortest name; empty for a relation without one."""
        return self.names[0] if self.names else ""

    @property
    def side(self) -> str:
        """`LEFT`, `RIGHT`, `FULL` or empty, as the join says."""
        return self.join.side.upper() if self.join is not None else ""

    @property
    def comma(self) -> bool:
        """Joined by a comma, so its condition may stand in WHERE only."""
        return self.join is not None and not any(
            self.join.args.get(key) for key in ("side", "kind", "method", "on", "using")
        )


@dataclass(eq=False)
class Scope:
    """One SELECT (or UPDATE, DELETE, MERGE) and what it sees."""

    query: exp.Expr
    outer: Scope | None = None
    """The query around it whose relations a correlated reference may name."""
    ctes: Mapping[str, exp.CTE] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    opaque: bool = False
    """Some relation has names that the text does not tell, so an unresolved name proves nothing."""
    derived: bool = False
    """It stands in FROM or in a CTE, and so sees none of its siblings."""
    holder: tuple[Scope, exp.Expr] | None = None
    """The query in whose text it stands, with the relation that it makes there; None in a CTE."""

    @cached_property
    def nodes(self) -> tuple[exp.Expr, ...]:
        """What belongs to the query itself, from top to bottom; see `direct`."""
        return tuple(direct(self.query))

    @cached_property
    def columns(self) -> tuple[exp.Column, ...]:
        """The columns that the query itself names; those of nested queries belong to these."""
        return tuple(
            node for node in self.nodes if isinstance(node, exp.Column) and not isinstance(node.parent, exp.Star)
        )

    @cached_property
    def output_names(self) -> frozenset[str]:
        """Names that the SELECT list gives, which ORDER BY and lateral aliases may use."""
        if not isinstance(self.query, exp.Select):
            return frozenset()
        return frozenset(item.alias.lower() for item in self.query.expressions if item.alias)

    def find(self, name: str) -> Relation | None:
        """The relation that `name` (folded) qualifies in this query."""
        return next((relation for relation in self.relations if name in relation.names), None)

    def resolve(self, column: exp.Column) -> tuple[Scope, Relation] | None:
        """Where a qualified column comes from, here or in a query around; None where nothing has that name."""
        scope: Scope | None = self
        while scope is not None:
            for name in qualifiers(column):
                found = scope.find(name)
                if found is not None:
                    return scope, found
            scope = scope.outer
        return None

    def owner(self, column: exp.Column) -> Relation | None:
        """The relation of this very query that a column belongs to, if its text tells.

        Without a qualifier it is the only relation's: in a subquery too, where the inner relation goes first.
        """
        if not column.table:
            return self.relations[0] if len(self.relations) == 1 else None
        found = self.resolve(column)
        return found[1] if found is not None and found[0] is self else None

    def outward(self) -> Iterator[Scope]:
        """This query and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer


@dataclass(eq=False)
class Scopes:
    """All queries of one statement."""

    all: list[Scope] = field(default_factory=list)
    set_operations: list[tuple[exp.SetOperation, Mapping[str, exp.CTE]]] = field(default_factory=list)
    """Outermost ones; branches of branches belong to these."""
    unused_ctes: list[exp.CTE] = field(default_factory=list)
    by_query: dict[int, Scope] = field(default_factory=dict)

    def of(self, query: exp.Expr) -> Scope | None:
        return self.by_query.get(id(query))


def qualifiers(column: exp.Column) -> tuple[str, ...]:
    """How a column's qualifier may be meant, most likely first: `s.t` as a table, `t`, or `s` with a struct `t`."""
    parts = [part.name.lower() for part in column.parts[:-1]]
    if len(parts) <= 1:
        return tuple(parts)
    return (".".join(parts), parts[-1], parts[0])


def direct(node: exp.Expr) -> Iterator[exp.Expr]:
    """The nodes below `node` that belong to it and not to a query nested in it."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if inner is node or not isinstance(inner, _NESTED):
            yield inner
            waiting += inner.iter_expressions(reverse=True)


_NESTED = (exp.Select, exp.SetOperation, exp.CTE)


def branches(query: exp.Expr) -> list[exp.Expr]:
    """The SELECTs (or VALUES) that a query is the set operation of; of a plain one, itself."""
    found, waiting = [], [query]
    while waiting:
        node = waiting.pop()
        if isinstance(node, exp.SetOperation):
            waiting += (node.expression, node.this)
        elif isinstance(node, exp.Subquery) and not _joins(node):
            waiting.append(node.this)
        else:
            found.append(node)
    return found


def read_scopes(tree: exp.Expr) -> Scopes:
    """All queries of the statement `tree`."""
    reader = _Reader()
    reader.read(tree, None, {}, derived=False)
    reader.found.unused_ctes = [cte for cte in reader.ctes if id(cte) not in reader.used]
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found = Scopes()
        self.ctes: list[exp.CTE] = []
        self.used: set[int] = set()

    def read(self, node: exp.Expr, outer: Scope | None, ctes: Mapping[str, exp.CTE], *, derived: bool) -> None:
        """Read `node`, whatever it is, seen from `outer`."""
        ctes = self._with(node, outer, ctes)
        if isinstance(node, exp.SetOperation):
            self.found.set_operations.append((node, ctes))
            self._set_operation(node, outer, ctes, derived=derived)
        elif isinstance(node, (exp.Select, exp.Update, exp.Delete, exp.Merge)):
            self._scope(node, outer, ctes, derived=derived)
        else:
            self._nested(node, outer, ctes, derived=derived)

    def _set_operation(
        self, node: exp.SetOperation, outer: Scope | None, ctes: Mapping[str, exp.CTE], *, derived: bool
    ) -> None:
        waiting: list[tuple[exp.Expr, Mapping[str, exp.CTE]]] = [(node, ctes)]
        while waiting:
            branch, seen = waiting.pop()
            if branch is not node:
                seen = self._with(branch, outer, seen)
            if isinstance(branch, exp.SetOperation):
                waiting += ((branch.expression, seen), (branch.this, seen))
            elif isinstance(branch, exp.Subquery) and not _joins(branch):
                waiting.append((branch.this, seen))
            else:
                self.read(branch, outer, seen, derived=derived)

    def _with(self, node: exp.Expr, outer: Scope | None, ctes: Mapping[str, exp.CTE]) -> Mapping[str, exp.CTE]:
        clause = node.args.get("with_")
        if clause is None:
            return ctes
        seen = dict(ctes)
        for cte in clause.expressions:
            self.ctes.append(cte)
            name = cte.alias.lower()
            # A name in its own body means the CTE only in a recursive one; reading it so everywhere harms nothing
            # but the count of uses, and there a table of the same name was meant.
            within = {**seen, name: cte} if clause.recursive else seen
            self.read(cte.this, outer, within, derived=True)
            seen[name] = cte
        return seen

    def _scope(self, node: exp.Expr, outer: Scope | None, ctes: Mapping[str, exp.CTE], *, derived: bool) -> None:
        scope = Scope(node, outer, ctes, derived=derived)
        self.found.all.append(scope)
        self.found.by_query[id(node)] = scope
        read: set[int] = set()
        for source, join in _sources(node):
            relation = self._relation(source, join, scope)
            if relation is not None:
                scope.relations.append(relation)
                if relation.kind is RelationKind.QUERY and relation.query is not None:
                    read.add(id(relation.query))
                    lateral = isinstance(source, exp.Lateral)
                    before = len(self.found.all)
                    self.read(relation.query, scope if lateral else outer, ctes, derived=True)
                    self._hold(before, scope, source)
        if not isinstance(node, exp.Select) and scope.relations:
            scope.relations[0] = _as_target(scope.relations[0])
        self._nested(node, scope, ctes, derived=False, skip=read)

    def _nested(
        self,
        node: exp.Expr,
        outer: Scope | None,
        ctes: Mapping[str, exp.CTE],
        *,
        derived: bool,
        skip: Iterable[int] = (),
    ) -> None:
        skipped = set(skip)
        inside = (exp.Select, exp.SetOperation, exp.CTE, exp.Update, exp.Delete, exp.Merge)
        for inner in node.walk(bfs=False, prune=lambda inner: inner is not node and isinstance(inner, inside)):
            if inner is node or not isinstance(inner, inside) or isinstance(inner, exp.CTE) or id(inner) in skipped:
                continue
            around = self._with(inner.parent, outer, ctes) if isinstance(inner.parent, exp.Subquery) else ctes
            self.read(inner, outer, around, derived=derived)

    def _relation(self, source: exp.Expr, join: exp.Join | None, scope: Scope) -> Relation | None:
        if isinstance(source, exp.Table):
            return self._table(source, join, scope)
        alias = source.alias.lower()
        names: tuple[str, ...] = (alias,) if alias else ()
        if isinstance(source, exp.Unnest) and not alias:  # BigQuery names the element, which qualifies its fields
            names = tuple(name.lower() for name in source.alias_column_names[:1])
        if isinstance(source, exp.Subquery):
            inner = source.unnest()
            if isinstance(inner, (exp.Select, exp.SetOperation)):
                return Relation(names, source, RelationKind.QUERY, join, inner)
            scope.opaque = scope.opaque or bool(alias and not isinstance(inner, exp.Values))
            return Relation(names, source, RelationKind.OTHER, join)
        if isinstance(source, exp.Lateral) and isinstance(source.this, exp.Subquery):
            return Relation(names, source, RelationKind.QUERY, join, source.this.this)
        return Relation(names, source, RelationKind.OTHER, join)

    def _hold(self, before: int, holder: Scope, source: exp.Expr) -> None:
        for scope in self.found.all[before:]:
            if scope.holder is None and scope.outer is not holder and not _in_cte(scope.query, source):
                scope.holder = (holder, source)

    def _table(self, table: exp.Table, join: exp.Join | None, scope: Scope) -> Relation:
        alias = table.alias.lower()
        pivots = table.args.get("pivots") or ()
        alias = next((pivot.alias.lower() for pivot in pivots if pivot.alias), alias)
        if not isinstance(table.this, exp.Identifier):
            scope.opaque = scope.opaque or not alias
            return Relation((alias,) if alias else (), table, RelationKind.OTHER, join)
        parts = [part.name.lower() for part in table.parts]
        names = (alias,) if alias else tuple(".".join(parts[-size:]) for size in range(1, len(parts) + 1))
        cte = scope.ctes.get(parts[0]) if len(parts) == 1 else None
        if cte is not None:
            self.used.add(id(cte))
        if pivots:
            return Relation(names, table, RelationKind.OTHER, join)
        if cte is not None:
            return Relation(names, table, RelationKind.CTE, join, cte.this)
        return Relation(names, table, RelationKind.TABLE, join)


def _sources(node: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Join | None]]:
    """The relations of a query in the order of the text, each with the join that brings it in."""
    first = node.args.get("from_")
    targets = [node.this] if not isinstance(node, exp.Select) else []
    using = node.args.get("using")
    also = using if isinstance(using, list) else [using] if isinstance(using, exp.Expr) else []
    for source in (*targets, *([first.this] if isinstance(first, exp.From) else []), *also):
        if isinstance(source, exp.Expr):
            yield from _with_joins(source, None)
    for join in node.args.get("joins") or ():
        yield from _with_joins(join.this, join)
    for lateral in node.args.get("laterals") or ():
        yield lateral, None


def _with_joins(source: exp.Expr, join: exp.Join | None) -> Iterator[tuple[exp.Expr, exp.Join | None]]:
    if isinstance(source, exp.Subquery) and isinstance(source.this, (exp.Table, exp.Subquery)) and not source.alias:
        yield from _with_joins(source.this, join)
    else:
        yield source, join
    for inner in _joins(source):
        yield from _with_joins(inner.this, inner)
    for lateral in source.args.get("laterals") or ():
        yield lateral, None


def _joins(node: exp.Expr) -> list[exp.Join]:
    return list(node.args.get("joins") or ())


def _in_cte(query: exp.Expr, source: exp.Expr) -> bool:
    node = query.parent
    while node is not None and node is not source:
        if isinstance(node, exp.CTE):
            return True
        node = node.parent
    return False


def _as_target(relation: Relation) -> Relation:
    return Relation(relation.names, relation.node, relation.kind, relation.join, relation.query, target=True)
