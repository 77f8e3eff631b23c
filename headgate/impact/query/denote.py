"""From a syntax tree to a relation: CTEs and subqueries inlined, aliases forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.sql.expressions import bare
from headgate.impact.query.clauses import (
    aggregates,
    counted,
    expanded,
    lined_up,
    makers,
    one_row_of,
    renamed,
    told_once,
    union_of,
)
from headgate.impact.query.names import Numbering, Scope
from headgate.impact.query.relation import Fault, Relation, fewest, filtered, fold, numbered
from headgate.impact.query.sources import Item, Product, product
from headgate.impact.query.wording import Wording, direction

Lookup = Callable[[exp.Table], Relation]
"""The relation of a table that is named in a query."""
Known = Mapping[str, Relation]
"""CTEs in sight, by name."""


@dataclass(frozen=True, slots=True)
class Denotation:
    """A query's meaning, and what could not be read."""

    relation: Relation
    doubts: tuple[str, ...] = ()
    """Parts taken as text because their meaning is not modelled: PIVOT, MATCH_RECOGNIZE, …"""


def denote(tree: exp.Expr, lookup: Lookup) -> Denotation:
    """The meaning of a query.

    Raises:
        ValueError: the tree is no query.
    """
    reader = _Reader(lookup)
    relation = reader.query(tree, {}, None)
    return Denotation(replace(relation, faults=tuple(dict.fromkeys(reader.faults))), tuple(reader.doubts))


@dataclass
class _Reader:
    lookup: Lookup
    doubts: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    numberings: dict[str, Numbering] = field(default_factory=dict)

    def query(self, tree: exp.Expr, ctes: Known, outer: Scope | None, *, inside: bool = False) -> Relation:
        """The relation of a query; `inside` an expression it shares instances with the scope around."""
        if isinstance(tree, exp.Subquery):
            return self._parenthesised(tree, ctes, outer, inside=inside)
        if not isinstance(tree, exp.Query):
            raise ValueError(f"{type(tree).__name__} is no query")
        known = self._with(tree, ctes, outer)
        if isinstance(tree, exp.SetOperation):
            return self._set_operation(tree, known, outer, inside=inside)
        if isinstance(tree, exp.Select):
            return self._select(tree, known, outer, inside=inside)
        return Relation((fold(tree.sql(comments=False)),), open=True)

    def _parenthesised(self, tree: exp.Subquery, ctes: Known, outer: Scope | None, *, inside: bool) -> Relation:
        inner = self.query(tree.this, self._with(tree, ctes, outer), outer, inside=inside)
        if tree.args.get("pivots"):
            return self._opaque(tree, inner)
        if any(tree.args.get(part) for part in ("limit", "offset", "order")):
            return self._limited(inner, tree, self._scope({"": inner}, outer), ctes)
        return inner

    def _with(self, tree: exp.Expr, ctes: Known, outer: Scope | None) -> Known:
        clause = tree.args.get("with_")
        if clause is None:
            return ctes
        known = dict(ctes)
        for cte in clause.expressions:
            name = cte.alias.lower()
            if clause.args.get("recursive") and any(t.name.lower() == name for t in cte.this.find_all(exp.Table)):
                relation = self._recursive(cte.this, name, known, outer)
            else:
                relation = self.query(cte.this, known, outer)
            known[name] = renamed(relation, cte.args.get("alias"))
        return known

    def _recursive(self, tree: exp.Expr, name: str, ctes: Known, outer: Scope | None) -> Relation:  # noqa: ARG002
        """Compared as text, on top of what its tables mean."""
        tables = [table for table in tree.find_all(exp.Table) if table.name.lower() != name and table.name]
        read = [ctes.get(table.name.lower()) or self.lookup(table) for table in tables]
        meant = [f"{relation.rows} | {[text for _, text in relation.columns]}" for relation in read]
        core = fold(f"{tree.sql(comments=False)} {meant}")
        return Relation((core,), open=True, bases={f"recursive {name}": 1})

    def _set_operation(self, tree: exp.SetOperation, ctes: Known, outer: Scope | None, *, inside: bool) -> Relation:
        left = self.query(tree.left, ctes, outer, inside=inside)
        right = self.query(tree.right, ctes, outer, inside=inside)
        by_name = bool(tree.args.get("by_name"))
        if not left.open and not right.open and len(left.columns) != len(right.columns) and not by_name:
            self.faults.append(Fault("column-count", f"{len(left.columns)} against {len(right.columns)}"))
        relation = union_of(tree, left, lined_up(left, right) if by_name else right)
        scope = self._scope({"": relation}, outer)
        ordered = replace(relation, order=self._ordering(tree, scope, [text for _, text in relation.columns], ctes))
        return self._limited(ordered, tree, scope, ctes)

    def _select(self, tree: exp.Select, ctes: Known, outer: Scope | None, *, inside: bool) -> Relation:
        joined = self._from(tree, ctes, outer, inside=inside)
        scope, filters = joined.scope, set(joined.filters)
        scope.windows = {window.name.lower(): window for window in tree.args.get("windows") or ()}
        columns, is_open = self._outputs(tree, scope, ctes)
        filters |= self._terms(tree, "where", scope, ctes)
        grouping = self._grouping(tree, scope, [text for _, text in columns], ctes)
        parts, keys = list(joined.parts), joined.keys
        single, before = grouping is None and any(aggregates(tree)), ""
        if grouping is not None or single:
            before = fold(filtered(" x ".join(sorted(parts)), filters))
            parts, filters = ([] if single else [fold(f"({before}) group by {grouping}")]), set()
            keys = frozenset({frozenset(grouping or ())} if single or _plain(tree.args["group"]) else ())
            filters |= self._terms(tree, "having", scope, ctes)
            if single:
                columns = one_row_of(columns, before)
                filters = {fold(f"{one} of {before}") for one in filters}
        if tree.find(exp.Window):
            scope.core = " x ".join(sorted(parts))
            scope.rows = fold(filtered(scope.core, filters))
            scope.aliases = {}
            told, _ = self._outputs(tree, scope, ctes)
            columns = one_row_of(told, before) if single else told
        filters |= self._terms(tree, "qualify", scope, ctes)
        found = Relation(
            tuple(parts),
            told_once(columns),
            frozenset(filters),
            open=is_open,
            bases=dict(counted(scope.sources.values())),
            single_row=single and not filters,
            counted=before if single else "",
        )
        found = replace(found, keys=fewest((*keys, *scope.first_of_each(found))))
        return self._finished(tree, found, scope, ctes)

    def _finished(self, tree: exp.Select, found: Relation, scope: Scope, ctes: Known) -> Relation:
        """DISTINCT, functions that make rows, what is not modelled, and LIMIT."""
        texts = [text for _, text in found.columns]
        distinct = tree.args.get("distinct")
        if distinct is not None:
            on = distinct.args.get("on")
            told = sorted({*texts})
            if on is not None:
                told = [f"on {self._text(on, scope, ctes)} {self._ordering(tree, scope, texts, ctes)}"]
            core = fold(f"({found.rows}) group by {told}")
            keys = frozenset({frozenset(texts)}) if on is None and not found.open else frozenset()
            found = replace(found, parts=(core,), filters=frozenset(), keys=keys)
        more = [f"makes {self._text(maker, scope, ctes)}" for maker in makers(tree)]
        if tree.args.get("match") or tree.args.get("pivots") or tree.args.get("connect"):
            self.doubts.append("a clause that is compared as text")
            more.append(tree.sql(comments=False))
        if tree.args.get("sample"):
            more.append(tree.args["sample"].sql(comments=False))
        if more:
            found = replace(found, parts=(fold(f"({found.rows}) {more}"),), filters=frozenset(), keys=frozenset())
        found = replace(found, order=self._ordering(tree, scope, texts, ctes))
        return self._limited(found, tree, scope, ctes)

    def _from(self, tree: exp.Select, ctes: Known, outer: Scope | None, *, inside: bool) -> Product:
        clause = tree.args.get("from_")
        first = [clause.this] if clause is not None else []
        named: dict[str, Relation] = {}
        items: list[tuple[Item, Relation]] = []
        for item in [*first, *(tree.args.get("joins") or ()), *(tree.args.get("laterals") or ())]:
            source = item.this if isinstance(item, exp.Join) else item
            relation = self._source(source, ctes, self._scope(dict(named), outer))
            alias = (source.alias_or_name or f"_{len(named)}").lower()
            named[alias] = relation
            items.append((Item(alias, None if item is source and first and item is first[0] else item), relation))
        before = outer.counts() if outer is not None and inside else {}

        def scoped(sources: Mapping[str, Relation]) -> tuple[Scope, Wording]:
            scope = self._scope(numbered(sources, before), outer)
            return scope, self._wording(scope, ctes)

        return product({item.alias: (item, relation) for item, relation in items}.values(), scoped)

    def _source(self, source: exp.Expr, ctes: Known, scope: Scope) -> Relation:
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            name = source.name.lower()
            relation = ctes[name] if name in ctes and not source.db else self.lookup(source)
            relation = replace(relation, name=".".join(part.name for part in source.parts))
            if source.args.get("pivots") or source.args.get("sample"):
                return self._opaque(source, relation)
        elif isinstance(source, exp.Subquery):
            relation = self.query(source, ctes, scope)
        elif isinstance(source, exp.Lateral) and isinstance(source.this, exp.Subquery):
            relation = self.query(source.this, ctes, scope, inside=True)
        else:
            bare = source.copy()
            bare.set("alias", None)
            relation = Relation((self._text(bare, scope, ctes),), open=True)
        return renamed(relation, source.args.get("alias"))

    def _opaque(self, tree: exp.Expr, inner: Relation) -> Relation:
        self.doubts.append("PIVOT or TABLESAMPLE is compared as text")
        copy = tree.copy()
        copy.set("alias", None)
        meant = [text for _, text in inner.columns]
        return Relation((fold(f"{inner.rows} {meant} {copy.sql(comments=False)}"),), open=True, bases=inner.bases)

    def _outputs(self, tree: exp.Select, scope: Scope, ctes: Known) -> tuple[list[tuple[str, str]], bool]:
        columns: list[tuple[str, str]] = []
        # BigQuery's SELECT AS VALUE gives the value itself, whose fields nothing here tells.
        is_open = str(tree.args.get("kind") or "").upper() == "VALUE"
        for item in map(bare, tree.expressions):
            inner = item.this if isinstance(item, exp.Alias) else item
            star = inner if isinstance(inner, exp.Star) else inner.this if isinstance(inner, exp.Column) else None
            if isinstance(star, exp.Star):
                told, unknown = expanded(star, inner, scope, lambda node: self._text(node, scope, ctes))
                columns += told
                is_open |= unknown
                continue
            if MARKER in item.alias_or_name.lower():
                # What an unknown macro puts into a SELECT list may be any number of columns.
                is_open = True
                continue
            # `expression.*` gives the fields of a value, which nothing here tells.
            is_open |= isinstance(inner, exp.Dot) and isinstance(inner.expression, exp.Star)
            if isinstance(item, exp.Aliases):
                made = self._text(item.this, scope, ctes)
                columns += [(part.name.lower(), f"{made}.{place}") for place, part in enumerate(item.expressions)]
                continue
            text = self._text(inner, scope, ctes)
            columns.append((item.alias_or_name.lower(), text))
            field_of_struct = isinstance(inner, exp.Column) and inner.table and inner.table.lower() not in scope.sources
            if isinstance(item, exp.Alias) or field_of_struct:
                scope.aliases.setdefault(item.alias_or_name.lower(), text)
        return columns, is_open

    def _grouping(self, tree: exp.Select, scope: Scope, outputs: list[str], ctes: Known) -> list[str] | None:
        group = tree.args.get("group")
        if group is None:
            return None
        if group.args.get("all"):
            keys = [text for item, text in zip(tree.expressions, outputs, strict=False) if not item.find(exp.AggFunc)]
        else:
            keys = [self._positional(key, outputs, scope, ctes) for key in group.expressions]
        extra = [
            self._text(part, scope, ctes)
            for name in ("rollup", "cube", "grouping_sets")
            for part in group.args.get(name) or ()
            if isinstance(part, exp.Expr)
        ]
        return sorted(set(keys)) + extra

    def _ordering(self, tree: exp.Expr, scope: Scope, outputs: list[str], ctes: Known) -> str:
        order = tree.args.get("order")
        if order is None:
            return ""
        terms = []
        for term in order.expressions:
            key = term.this if isinstance(term, exp.Ordered) else term
            terms.append(self._positional(key, outputs, scope, ctes) + direction(term))
        return ", ".join(terms)

    def _limited(self, found: Relation, tree: exp.Expr, scope: Scope, ctes: Known) -> Relation:
        limits = [tree.args[part] for part in ("limit", "offset") if tree.args.get(part)]
        if not limits:
            return found
        order = self._ordering(tree, scope, [text for _, text in found.columns], ctes)
        core = fold(f"({found.rows}) order by {order} {' '.join(limit.sql(comments=False) for limit in limits)}")
        return replace(found, parts=(core,), filters=frozenset(), single_row=False, branches=())

    def _positional(self, key: exp.Expr, outputs: list[str], scope: Scope, ctes: Known) -> str:
        if isinstance(key, exp.Literal) and key.is_int and 1 <= int(key.this) <= len(outputs):
            return outputs[int(key.this) - 1]
        return self._text(key, scope, ctes)

    def _terms(self, tree: exp.Select, clause: str, scope: Scope, ctes: Known) -> set[str]:
        condition = tree.args.get(clause)
        if condition is None:
            return set()
        return {text for text, _ in self._wording(scope, ctes).terms(condition.this)}

    def _scope(self, sources: dict[str, Relation], outer: Scope | None) -> Scope:
        return Scope(sources, outer, faults=self.faults, numberings=self.numberings)

    def _wording(self, scope: Scope, ctes: Known) -> Wording:
        return Wording(scope, lambda node: self.query(node, ctes, scope, inside=True))

    def _text(self, node: exp.Expr, scope: Scope, ctes: Known) -> str:
        return self._wording(scope, ctes).text(node)


def _plain(group: exp.Expr) -> bool:
    """Whether a GROUP BY makes one row for each value of its keys."""
    return not any(group.args.get(part) for part in ("rollup", "cube", "grouping_sets", "totals"))
