"""The query of a table, parsed once: where a column's value is made, and what is joined to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import DatasetId
from headgate.facts.sql.expressions import bare
from headgate.facts.sql.model import Statement
from headgate.facts.sql.outputs import outputs_of
from headgate.facts.sql.parsing import tree_of
from headgate.facts.sql.rows import dataset_of, link_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches, read_scopes

_DEEPEST = 30
_REDUCING = ("group", "distinct", "qualify", "limit", "having")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a column's value is made: an expression of this query, or a column of a table that it reads."""

    expression: exp.Expr | None
    table: DatasetId | None = None
    column: str = ""
    scope: Scope | None = None
    """The query that the expression stands in."""


@dataclass(frozen=True, slots=True)
class JoinSide:
    """One side of a join that stands row by row for the rows of a table."""

    table: DatasetId
    columns: tuple[str, ...]
    """That are equated, as the table calls them."""


@dataclass(frozen=True, slots=True)
class TableJoin:
    """A join of two tables, as far as both sides are rows of them."""

    left: JoinSide | None
    right: JoinSide
    line: int
    equal: bool
    """Nothing but equalities is asked."""
    condition: str
    """Of the joined relation: columns that ON and WHERE name beside the equalities."""
    side: str
    """`LEFT`, `RIGHT`, `FULL` or empty."""
    reduced: bool
    """The rows are grouped, deduplicated or cut off in the same query."""


@lru_cache(maxsize=256)
def _parsed(text: str, dialect: str) -> exp.Query | None:
    """The query of a statement, which several rules ask for, on the base and on the head."""
    try:
        tree = tree_of(text, dialect)
    except (SqlglotError, RecursionError):
        return None
    query = tree.args.get("expression") if isinstance(tree, exp.Create | exp.Insert) else tree
    return query if isinstance(query, exp.Query) else None


class Reading:
    """The statement that makes a table."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement

    @cached_property
    def tree(self) -> exp.Query | None:
        """Its query; None where it is none, or is not parsed again."""
        return _parsed(self.statement.text, self.statement.dialect)

    @cached_property
    def scopes(self) -> Scopes | None:
        try:
            return read_scopes(self.tree) if self.tree is not None else None
        except RecursionError:
            return None

    @cached_property
    def selects(self) -> tuple[exp.Select, ...]:
        """The SELECTs whose rows are the rows of the table, through CTEs that pass all of theirs on."""
        found = []
        for branch in branches(self.tree) if self.tree is not None else ():
            at: exp.Expr | None = branch
            for _ in range(_DEEPEST):
                inner = self._passed(at)
                if inner is None or inner is at:
                    break
                at = inner
            if at is not None:
                found += [one for one in branches(at) if isinstance(one, exp.Select)]
        return tuple(found)

    def _passed(self, query: exp.Expr | None) -> exp.Expr | None:
        """The query behind `select * from cte`."""
        if self.scopes is None or not isinstance(query, exp.Select) or len(query.expressions) != 1:
            return None
        scope = self.scopes.of(query)
        if scope is None or len(scope.relations) != 1 or not isinstance(query.expressions[0], exp.Star):
            return None
        if any(query.args.get(part) for part in (*_REDUCING, "where")):
            return None
        return scope.relations[0].query

    def origins(self, column: str) -> tuple[Origin, ...]:
        """Where `column` is made, in each branch of the query that is understood."""
        if self.tree is None or self.scopes is None:
            return ()
        try:
            return tuple(self._origins(self.tree, column.lower(), 0))
        except RecursionError:
            return ()

    def _origins(self, query: exp.Expr, name: str, depth: int) -> Iterator[Origin]:
        if self.scopes is None or depth > _DEEPEST:
            return
        parts = branches(query)
        first = parts[0] if parts else None
        place = _place(first, name) if len(parts) > 1 else None
        for part in parts:
            scope = self.scopes.of(part) if isinstance(part, exp.Select) else None
            if scope is None or not isinstance(part, exp.Select):
                continue
            item = part.expressions[place] if place is not None and place < len(part.expressions) else None
            if item is None or item.is_star:
                item = next((one for one in part.expressions if one.alias_or_name.lower() == name), None)
            if item is not None and not item.is_star:
                yield from self._behind(bare(item.unalias()), scope, depth)
            else:
                yield from self._starred(part, scope, name, depth)

    def _behind(self, node: exp.Expr, scope: Scope, depth: int) -> Iterator[Origin]:
        if not isinstance(node, exp.Column):
            yield Origin(node, scope=scope)
            return
        owner = scope.owner(node)
        if owner is None:
            return
        yield from self._in(owner, node.name.lower(), depth)

    def _starred(self, select: exp.Select, scope: Scope, name: str, depth: int) -> Iterator[Origin]:
        """A column that a star brings: of the only relation, or of the one whose query gives it."""
        if self.scopes is None:
            return
        starred = _starred_relations(select, scope)
        for relation in starred:
            if relation.query is not None:
                outputs = outputs_of(relation.query, self.scopes)
                if name in outputs.names or (not outputs.complete and len(starred) == 1):
                    yield from self._in(relation, name, depth)
                    return
        if len(starred) == 1:
            yield from self._in(starred[0], name, depth)

    def _in(self, relation: Relation, name: str, depth: int) -> Iterator[Origin]:
        if relation.query is not None:
            yield from self._origins(relation.query, name, depth + 1)
        elif relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
            yield Origin(None, dataset_of(relation.node), name)

    def base(self, relation: Relation) -> DatasetId | None:
        """The table whose rows a relation gives one by one; None where it makes other rows."""
        for _ in range(_DEEPEST):
            if relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
                return dataset_of(relation.node)
            if relation.query is None or self.scopes is None:
                return None
            parts = branches(relation.query)
            scope = self.scopes.of(parts[0]) if len(parts) == 1 else None
            if scope is None or not isinstance(scope.query, exp.Select) or len(scope.relations) != 1:
                return None
            if any(scope.query.args.get(part) for part in _REDUCING) or scope.query.find(exp.AggFunc):
                return None
            relation = scope.relations[0]
        return None

    @cached_property
    def joins(self) -> tuple[TableJoin, ...]:
        """All joins whose right side is rows of a table."""
        found = []
        for scope in self.scopes.all if self.scopes is not None else ():
            for relation in scope.relations[1:]:
                right = self.base(relation)
                if right is not None and relation.join is not None:
                    found.append(self._join(scope, relation, right))
        return tuple(found)

    def _join(self, scope: Scope, relation: Relation, right: DatasetId) -> TableJoin:
        link = link_of(relation, scope)
        columns = tuple(self._there(relation, name) for name in sorted(link.columns))
        left = None
        for name, theirs in link.others.items():
            other = scope.find(name)
            table = self.base(other) if other is not None else None
            if other is not None and table is not None:
                left = JoinSide(table, tuple(self._there(other, one) for one in sorted(theirs)))
                break
        where = scope.query.args.get("where")
        parts = [part for part in (relation.join.args.get("on") if relation.join else None, where) if part is not None]
        named = {
            column.name.lower()
            for part in parts
            for column in part.find_all(exp.Column)
            if scope.owner(column) is relation
        } - link.columns
        line, condition = self.line(relation.node), ", ".join(sorted(named))
        query = scope.query
        reduced = any(query.args.get(part) for part in _REDUCING) or query.find(exp.AggFunc, exp.Window) is not None
        both = JoinSide(right, columns)
        return TableJoin(left, both, line, link.only_equalities, condition, relation.side, reduced)

    def line(self, node: exp.Expr) -> int:
        """The line of the file on which the first name of `node` stands; 0 where none is known."""
        found = next((part.meta["line"] for part in node.walk() if "line" in part.meta), 0)
        return self.statement.file_line(found) if found else 0

    def _there(self, relation: Relation, name: str) -> str:
        """The table's own name of a column of a relation that gives its rows."""
        found = list(self._in(relation, name, 0)) if relation.query is not None else []
        return found[0].column if len(found) == 1 and found[0].column else name


def _starred_relations(select: exp.Select, scope: Scope) -> list[Relation]:
    """The relations whose columns a `*` or `t.*` of the SELECT list brings, in order."""
    if any(isinstance(item, exp.Star) for item in select.expressions):
        return scope.relations
    named = [item.table.lower() for item in select.expressions if isinstance(item, exp.Column) and item.is_star]
    return [found for name in dict.fromkeys(named) if (found := scope.find(name)) is not None]


def _place(select: exp.Expr | None, name: str) -> int | None:
    if not isinstance(select, exp.Select) or any(item.is_star for item in select.expressions):
        return None
    return next((at for at, item in enumerate(select.expressions) if item.alias_or_name.lower() == name), None)
