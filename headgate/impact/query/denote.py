"""From a syntax tree to a relation: CTEs and subqueries inlined, aliases forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from sqlglot import exp

from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.impact.query.names import Scope
from headgate.impact.query.relation import Fault, Relation, fold, numbered

Lookup = Callable[[exp.Table], Relation]
"""The relation of a table that is named in a query."""

_ROW_MAKERS = (exp.UDTF, exp.Explode, exp.ExplodeOuter, exp.Posexplode, exp.Inline, exp.GenerateSeries)


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

    def query(self, tree: exp.Expr, ctes: dict[str, Relation], outer: Scope | None) -> Relation:
        if isinstance(tree, exp.Subquery):
            return self._parenthesised(tree, ctes, outer)
        if not isinstance(tree, exp.Query):
            raise ValueError(f"{type(tree).__name__} is no query")
        known = self._with(tree, ctes, outer)
        if isinstance(tree, exp.SetOperation):
            return self._set_operation(tree, known, outer)
        if isinstance(tree, exp.Select):
            return self._select(tree, known, outer)
        text = tree.sql(comments=False)
        return Relation(fold(text), open=True)

    def _parenthesised(self, tree: exp.Subquery, ctes: dict[str, Relation], outer: Scope | None) -> Relation:
        inner = self.query(tree.this, self._with(tree, ctes, outer), outer)
        if tree.args.get("pivots"):
            return self._opaque(tree, inner)
        if any(tree.args.get(part) for part in ("limit", "offset", "order")):
            scope = Scope({"": inner}, outer, faults=self.faults)
            return replace(inner, rows=self._limited(inner.rows, tree, scope, ctes))
        return inner

    def _with(self, tree: exp.Expr, ctes: dict[str, Relation], outer: Scope | None) -> dict[str, Relation]:
        clause = tree.args.get("with_")
        if clause is None:
            return ctes
        known = dict(ctes)
        for cte in clause.expressions:
            name = cte.alias.lower()
            if clause.args.get("recursive") and _names(cte.this, name):
                relation = Relation(
                    fold(cte.this.sql(comments=False)), open=True, bases=frozenset({f"recursive {name}"})
                )
            else:
                relation = self.query(cte.this, known, outer)
            known[name] = _renamed(relation, _column_names(cte.args.get("alias")))
        return known

    def _set_operation(self, tree: exp.SetOperation, ctes: dict[str, Relation], outer: Scope | None) -> Relation:
        left, right = self.query(tree.left, ctes, outer), self.query(tree.right, ctes, outer)
        if (
            not left.open
            and not right.open
            and len(left.columns) != len(right.columns)
            and not tree.args.get("by_name")
        ):
            self.faults.append(Fault("column-count", f"{len(left.columns)} against {len(right.columns)}"))
        kind = f"{tree.key}{' distinct' if tree.args.get('distinct') else ' all'}"
        columns = tuple(
            (name, fold(f"{text} {kind} {other}"))
            for (name, text), (_, other) in zip(left.columns, _lined_up(left, right, tree), strict=False)
        )
        relation = Relation(
            rows=fold(f"({left.rows}) {kind} ({right.rows})"),
            columns=columns,
            open=left.open or right.open,
            bases=left.bases | right.bases,
            merged=bool(tree.args.get("distinct")) or left.merged or right.merged,
        )
        scope = Scope({"": relation}, outer, faults=self.faults)
        order = self._ordering(tree, scope, [text for _, text in columns], ctes)
        return replace(relation, rows=self._limited(relation.rows, tree, scope, ctes), order=order)

    def _select(self, tree: exp.Select, ctes: dict[str, Relation], outer: Scope | None) -> Relation:
        scope, joins = self._from(tree, ctes, outer)
        columns, is_open = self._outputs(tree, scope, ctes)
        texts = [text for _, text in columns]
        grouping = self._grouping(tree, scope, texts, ctes)
        aggregated = grouping is not None or any(_aggregates(tree))
        parts = [*joins]
        for clause in ("where", "having", "qualify"):
            condition = tree.args.get(clause)
            if condition is not None:
                parts.append(f"{clause} {self._conjunction(condition.this, scope, ctes)}")
        if aggregated:
            parts.append(f"group by {grouping or ''}")
        if tree.args.get("distinct"):
            parts.append(f"distinct {sorted(texts)}")
        parts += [f"makes {self._text(maker, scope, ctes)}" for maker in _makers(tree)]
        if tree.args.get("match") or tree.args.get("pivots"):
            self.doubts.append("a clause that is compared as text")
            parts.append(tree.sql(comments=False))
        relation = Relation(
            rows=fold(" ".join(parts)),
            columns=tuple(columns),
            open=is_open,
            bases=frozenset().union(*(source.bases for source in scope.sources.values())),
            single_row=aggregated and grouping is None,
            merged=any(source.merged for source in scope.sources.values()),
        )
        order = self._ordering(tree, scope, texts, ctes)
        return replace(relation, rows=self._limited(relation.rows, tree, scope, ctes), order=order)

    def _from(self, tree: exp.Select, ctes: dict[str, Relation], outer: Scope | None) -> tuple[Scope, list[str]]:
        named: dict[str, Relation] = {}
        shapes: list[tuple[str, exp.Expr | None]] = []
        using: set[str] = set()
        clause = tree.args.get("from_")
        first = [clause.this] if clause is not None else []
        for item in [*first, *tree.args.get("joins", []), *tree.args.get("laterals", [])]:
            source = item.this if isinstance(item, exp.Join) else item
            inner = Scope(dict(named), outer, faults=self.faults)
            relation = self._source(source, ctes, inner)
            alias = (source.alias_or_name or f"_{len(named)}").lower()
            named[alias] = relation
            kind = "from" if item in first else _join_kind(item)
            using |= {column.name.lower() for column in item.args.get("using") or ()}
            shapes.append((f"{kind} {sorted(using)}" if item.args.get("using") else kind, item.args.get("on")))
        sources = numbered(named)
        scope = Scope(sources, outer, frozenset(using), faults=self.faults)
        joins = []
        for (kind, condition), relation in zip(shapes, sources.values(), strict=True):
            told = f" on {self._conjunction(condition, scope, ctes)}" if condition is not None else ""
            joins.append(f"{kind} {relation.rows}{told}" if len(shapes) > 1 else relation.rows)
        return scope, joins

    def _source(self, source: exp.Expr, ctes: dict[str, Relation], scope: Scope) -> Relation:
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            name = source.name.lower()
            relation = ctes[name] if name in ctes and not source.db else self.lookup(source)
            relation = replace(relation, name=".".join(part.name for part in source.parts))
            if source.args.get("pivots") or source.args.get("sample"):
                return self._opaque(source, relation)
        elif isinstance(source, exp.Subquery):
            relation = self.query(source, ctes, scope)
        else:
            relation = Relation(self._text(source, scope, ctes), open=True)
        alias = source.args.get("alias")
        return _renamed(relation, _column_names(alias))

    def _opaque(self, tree: exp.Expr, inner: Relation) -> Relation:
        self.doubts.append("PIVOT or TABLESAMPLE is compared as text")
        copy = tree.copy()
        copy.set("alias", None)
        return Relation(fold(f"{inner.rows} {copy.sql(comments=False)}"), open=True, bases=inner.bases)

    def _outputs(self, tree: exp.Select, scope: Scope, ctes: dict[str, Relation]) -> tuple[list[tuple[str, str]], bool]:
        columns: list[tuple[str, str]] = []
        is_open = False
        for item in tree.expressions:
            inner = item.this if isinstance(item, exp.Alias) else item
            star = inner if isinstance(inner, exp.Star) else inner.this if isinstance(inner, exp.Column) else None
            if isinstance(star, exp.Star):
                expanded, unknown = _expanded(star, inner, scope)
                columns += expanded
                is_open |= unknown
                continue
            if MARKER in item.alias_or_name.lower():
                # What an unknown macro puts into a SELECT list may be any number of columns.
                is_open = True
                continue
            text = self._text(inner, scope, ctes)
            columns.append((item.alias_or_name.lower(), text))
            if isinstance(item, exp.Alias):
                scope.aliases.setdefault(item.alias.lower(), text)
        return columns, is_open

    def _grouping(self, tree: exp.Select, scope: Scope, outputs: list[str], ctes: dict[str, Relation]) -> str | None:
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
        return str(sorted(set(keys)) + extra)

    def _ordering(self, tree: exp.Query, scope: Scope, outputs: list[str], ctes: dict[str, Relation]) -> str:
        order = tree.args.get("order")
        if order is None:
            return ""
        terms = []
        for term in order.expressions:
            ordered = term.this if isinstance(term, exp.Ordered) else term
            direction = " desc" if isinstance(term, exp.Ordered) and term.args.get("desc") else ""
            terms.append(self._positional(ordered, outputs, scope, ctes) + direction)
        return ", ".join(terms)

    def _limited(self, rows: str, tree: exp.Expr, scope: Scope, ctes: dict[str, Relation]) -> str:
        limits = [tree.args[part] for part in ("limit", "offset") if tree.args.get(part)]
        if not limits:
            return rows
        order = self._ordering(tree, scope, [], ctes) if isinstance(tree, exp.Query) else ""
        return fold(f"{rows} order by {order} {' '.join(limit.sql(comments=False) for limit in limits)}")

    def _positional(self, key: exp.Expr, outputs: list[str], scope: Scope, ctes: dict[str, Relation]) -> str:
        if isinstance(key, exp.Literal) and key.is_int and 1 <= int(key.this) <= len(outputs):
            return outputs[int(key.this) - 1]
        return self._text(key, scope, ctes)

    def _conjunction(self, condition: exp.Expr, scope: Scope, ctes: dict[str, Relation]) -> str:
        terms = condition.flatten() if isinstance(condition, exp.And) else [condition]
        return " and ".join(sorted({self._text(term, scope, ctes) for term in terms}))

    def _text(self, node: exp.Expr, scope: Scope, ctes: dict[str, Relation]) -> str:
        """The canonical text of an expression: names replaced by what they mean, queries by their relation."""

        def canonical(part: exp.Expr) -> exp.Expr:
            if isinstance(part, exp.Column) and not isinstance(part.this, exp.Star):
                return exp.Var(this=scope.text_of(part))
            if isinstance(part, exp.Query):
                inner = self.query(part, ctes, scope)
                return exp.Var(this=fold(f"({inner.rows} | {[text for _, text in inner.columns]})"))
            return part

        return fold(node.unnest().transform(canonical).sql(comments=False, normalize_functions="upper"))


def _expanded(star: exp.Star, item: exp.Expr, scope: Scope) -> tuple[list[tuple[str, str]], bool]:
    qualifier = item.table.lower() if isinstance(item, exp.Column) else ""
    relations = [scope.sources[qualifier]] if qualifier in scope.sources else list(scope.sources.values())
    left_out = {part.name.lower() for key in ("except_", "except") for part in star.args.get(key) or ()}
    renames = star.args.get("rename") or ()
    renamed = {part.this.name.lower(): part.alias.lower() for part in renames}
    found: list[tuple[str, str]] = []
    merged: set[str] = set()
    for relation in relations:
        for name, text in relation.columns:
            if name not in left_out and not (name in scope.using and name in merged):
                found.append((renamed.get(name, name), text))
            merged.add(name)
    unknown = any(relation.open for relation in relations)
    if unknown:
        found.append((f"*{qualifier}", fold(" ".join(relation.rows for relation in relations if relation.open))))
    return found, unknown


def _lined_up(left: Relation, right: Relation, tree: exp.SetOperation) -> list[tuple[str, str]]:
    if not tree.args.get("by_name"):
        return list(right.columns)
    there = dict(right.columns)
    return [(name, there.get(name, "NULL")) for name, _ in left.columns]


def _column_names(alias: exp.Expr | None) -> list[str]:
    """The column aliases of `t(a, b)`; an alias may also be a bare name."""
    return [column.name.lower() for column in alias.columns] if isinstance(alias, exp.TableAlias) else []


def _renamed(relation: Relation, names: list[str]) -> Relation:
    if not names:
        return relation
    columns = tuple((name, text) for name, (_, text) in zip(names, relation.columns, strict=False))
    if len(columns) < len(names) and relation.open:
        columns += tuple((name, f"{relation.rows}.{name}") for name in names[len(columns) :])
    return replace(relation, columns=columns + relation.columns[len(names) :])


def _join_kind(join: exp.Expr) -> str:
    words = [str(join.args.get(part) or "") for part in ("method", "side", "kind")]
    kind = " ".join(word.lower() for word in words if word and word.upper() not in ("OUTER", "INNER"))
    return f"{kind} join".strip()


def _aggregates(tree: exp.Select) -> Iterator[exp.Expr]:
    """Aggregate calls of the SELECT itself: not in a subquery, not over a window."""
    clauses = [*tree.expressions, tree.args.get("having")]
    for clause in clauses:
        for node in clause.walk(prune=lambda n: isinstance(n, exp.Query | exp.Window)) if clause is not None else ():
            if isinstance(node, exp.AggFunc):
                yield node


def _makers(tree: exp.Select) -> Iterator[exp.Expr]:
    """Functions in the SELECT list that make several rows of one."""
    for item in tree.expressions:
        for node in item.walk(prune=lambda n: isinstance(n, exp.Query)):
            if isinstance(node, _ROW_MAKERS):
                yield node


def _names(tree: exp.Expr, name: str) -> bool:
    return any(table.name.lower() == name for table in tree.find_all(exp.Table))
