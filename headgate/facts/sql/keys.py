"""What is unique after GROUP BY, DISTINCT, row_number() = 1 and joins, and for which reason.

A join keeps the keys of the rows before it if the joined relation is unique on the columns that ON equates;
otherwise the key of both together is what is left. What cannot be told is left out, never assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from headgate.facts.sql.deduplication import first_rows, numbered
from headgate.facts.sql.expressions import aggregates_of, conjuncts, is_constant
from headgate.facts.sql.grain import Inherited, Key, Need, Shape
from headgate.facts.sql.projection import MOST_KEYS, plain_names, projected
from headgate.facts.sql.rows import Link, Part, RowKey, Rows, RowSource, dataset_of, link_of, part_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches


class Keys:
    """Keys over the queries of one statement."""

    def __init__(self, scopes: Scopes) -> None:
        self._scopes = scopes
        self._shapes: dict[int, Shape] = {}

    def of_query(self, query: exp.Expr) -> Shape:
        """The keys of a query's result."""
        known = self._shapes.get(id(query))
        if known is not None:
            return known
        self._shapes[id(query)] = Shape()  # of a recursive CTE nothing is known while it is read
        shape = self._query(query)
        self._shapes[id(query)] = shape
        return shape

    def of_relation(self, relation: Relation) -> Shape:
        """The keys of a relation of FROM."""
        if relation.query is not None:
            return self.of_query(relation.query)
        if relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
            if relation.node.args.get("sample"):
                return Shape()
            return Shape(inherited=(Inherited(dataset_of(relation.node), all_columns=True),))
        return Shape()

    def _query(self, query: exp.Expr) -> Shape:
        parts = branches(query)
        if len(parts) > 1:
            names = plain_names(parts[0])
            distinct = isinstance(query, exp.Union) and query.args.get("distinct")
            return Shape((Key(names, "by UNION", weak=True),)) if distinct and names else Shape()
        (select,) = parts
        scope = self._scopes.of(select)
        if scope is None or not isinstance(select, exp.Select):
            return Shape()
        rows = self.grouped(scope)
        return projected(rows, select, scope)

    def grouped(self, scope: Scope) -> Rows:
        """The keys of the rows that the SELECT list is written for: after WHERE, GROUP BY and QUALIFY."""
        select = scope.query
        rows = self.joined(scope)
        if select.args.get("where") is not None:
            rows = _filtered(rows, scope)
        group = select.args.get("group")
        limit = select.args.get("limit")
        if isinstance(limit, exp.Limit) and limit.expression.sql() == "1":
            return Rows((RowKey(frozenset(), "by LIMIT 1"),))
        if group is not None:
            rows = _after_group(rows, group, scope)
        elif any(True for item in select.expressions for _ in aggregates_of(item)):
            return Rows((RowKey(frozenset(), "by an aggregate without GROUP BY"),))
        return _after_qualify(rows, scope)

    def joined(self, scope: Scope) -> Rows:
        """The keys of the rows that FROM gives."""
        if not scope.relations:
            return Rows((RowKey(frozenset(), "by a SELECT without FROM"),))
        rows: Rows | None = None
        for relation in scope.relations:
            own = self._rows_of(relation, scope)
            rows = own if rows is None else self._join(rows, own, relation, scope)
        return rows or Rows()

    def _rows_of(self, relation: Relation, scope: Scope) -> Rows:
        shape = self.of_relation(relation)
        keys = [
            RowKey(
                frozenset((relation.name, column) for column in key.columns),
                key.reason,
                key.needs,
                key.filtered,
                key.weak,
            )
            for key in shape.keys
            if not key.lost
        ]
        keys += first_rows(relation, scope)
        return Rows(tuple(keys), tuple(RowSource(relation.name, one) for one in shape.inherited))

    def _join(self, rows: Rows, own: Rows, relation: Relation, scope: Scope) -> Rows:
        join = relation.join
        kind = join.kind.upper() if join is not None else ""
        if kind in ("SEMI", "ANTI"):
            return rows
        if relation.kind is RelationKind.OTHER:
            return Rows()
        link = link_of(relation, scope)
        needs = self.unique_on(self.of_relation(relation), link.columns)
        if needs is None and any(key.parts <= {(relation.name, c) for c in link.columns} for key in own.keys):
            needs = ()
        if needs is not None and relation.side in ("", "LEFT"):
            narrowed = relation.side == "" and _asks_for_constant(relation)
            keys = [replace(k, needs=(*k.needs, *needs), filtered=k.filtered or narrowed) for k in rows.keys]
            sources = [replace(s, inherited=_with_needs(s.inherited, needs, narrowed)) for s in rows.sources]
            return Rows(tuple(keys), tuple(sources))
        both = [_united(one, other) for one in rows.keys for other in own.keys]
        if relation.side == "" and any(_is_unique(key, link) for key in rows.keys if not key.needs):
            return Rows((*own.keys, *both)[:MOST_KEYS], own.sources)
        return Rows(tuple(both[:MOST_KEYS]))

    def unique_on(self, shape: Shape, columns: Iterable[str]) -> tuple[Need, ...] | None:
        """What must hold for a relation of this shape to be unique on `columns`; None where nothing would do."""
        given = set(columns)
        covering = [key.needs for key in shape.keys if not key.lost and given.issuperset(key.columns)]
        if () in covering:
            return ()
        if covering:
            return covering[0]
        for one in shape.inherited:
            there = [one.there(column) for column in sorted(given)]
            told = tuple(column for column in there if column is not None)
            if told:
                return (*one.needs, Need(one.table, told))
        return None


def _with_needs(inherited: Inherited, needs: tuple[Need, ...], narrowed: bool) -> Inherited:
    return replace(inherited, needs=(*inherited.needs, *needs), filtered=inherited.filtered or narrowed)


def _asks_for_constant(relation: Relation) -> bool:
    """Whether ON holds a column to a value, as a filter does."""
    on = relation.join.args.get("on") if relation.join is not None else None
    return any(isinstance(part, exp.EQ | exp.In) and part.find(exp.Literal) is not None for part in conjuncts(on))


def _united(one: RowKey, other: RowKey) -> RowKey:
    reason = one.reason if one.reason == other.reason else f"{one.reason} and {other.reason}"
    return RowKey(one.parts | other.parts, reason, (*one.needs, *other.needs), one.filtered or other.filtered, True)


def _is_unique(key: RowKey, link: Link) -> bool:
    return key.parts <= {(name, column) for name, columns in link.others.items() for column in columns}


def _filtered(rows: Rows, scope: Scope) -> Rows:
    """After WHERE: columns held to one value are no longer needed in a key."""
    fixed: set[Part] = set()
    where = scope.query.args["where"].this
    for part in conjuncts(where):
        if isinstance(part, exp.EQ) and isinstance(part.left, exp.Column) and is_constant(part.right):
            owner = scope.owner(part.left)
            if owner is not None:
                fixed.add((owner.name, part.left.name.lower()))
    keys = tuple(replace(key, parts=key.parts - fixed, filtered=True) for key in rows.keys)
    return Rows(keys, tuple(replace(s, inherited=replace(s.inherited, filtered=True)) for s in rows.sources))


def _after_group(rows: Rows, group: exp.Group, scope: Scope) -> Rows:
    if any(group.args.get(key) for key in ("rollup", "cube", "grouping_sets", "all", "totals")):
        return Rows()
    parts = frozenset(part_of(item, scope) for item in group.expressions)
    reason = "by its GROUP BY"
    kept = [replace(key, filtered=key.filtered) for key in rows.keys if key.parts <= parts]
    sources = []
    for source in rows.sources:
        columns = tuple((c, c) for name, c in sorted(parts) if name == source.relation)
        inherited = source.inherited
        pairs = tuple((there, here) for there, here in ((inherited.there(c), c) for c, _ in columns) if there)
        sources.append(RowSource(source.relation, replace(inherited, columns=pairs, all_columns=False)))
    return Rows((*kept, RowKey(parts, reason)), tuple(source for source in sources if source.inherited.columns))


def _after_qualify(rows: Rows, scope: Scope) -> Rows:
    qualify = scope.query.args.get("qualify")
    found = [numbered(part, scope) for part in conjuncts(qualify.this if qualify is not None else None)]
    keys = tuple(
        RowKey(frozenset(part_of(item, scope) for item in window.args.get("partition_by") or ()), "by row_number() = 1")
        for window in found
        if window is not None
    )
    return Rows((*rows.keys, *keys), rows.sources) if keys else rows
