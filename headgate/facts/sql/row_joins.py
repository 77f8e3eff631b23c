"""Joins that can multiply the rows of a result, and joins that take all versions of a row."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import aggregates_of, bare, columns_of, conjuncts, shown
from headgate.facts.sql.grain import Risk
from headgate.facts.sql.keys import Keys
from headgate.facts.sql.rows import link_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, Scopes, branches
from headgate.facts.sql.tree import SqlStatement

_DEEPEST = 30
_FEWER = ("group", "distinct", "qualify", "limit", "having")


def row_joins(statement: SqlStatement, query: exp.Expr | None, keys: Keys) -> Iterator[Risk]:
    """The joins that give rows to the result one by one: a row is repeated for each row that it meets."""
    for scope in _passing(query, statement.scopes) if query is not None else ():
        first = scope.relations[0]
        for relation, on, back in _equal_joins(scope):
            gives = _given(relation, scope)
            if gives is not None:
                yield Risk(
                    "row-join",
                    statement.line(relation.node),
                    relation.name,
                    shown(relation.node),
                    relation.name,
                    on,
                    shape=keys.of_relation(relation),
                    other=keys.of_relation(first),
                    other_on=back.get(first.name, ()),
                    outputs=gives,
                )


def version_joins(statement: SqlStatement, keys: Keys) -> Iterator[Risk]:
    """Joins to a relation by equality alone, with all of its columns that the query names."""
    for scope in statement.scopes.all:
        if not isinstance(scope.query, exp.Select) or any(scope.query.args.get(part) for part in ("qualify", "limit")):
            continue
        distinct = scope.query.args.get("distinct") is not None
        for relation, on, _ in _equal_joins(scope):
            shape = keys.of_relation(relation)
            if distinct or shape.keys or not any(not one.filtered for one in shape.inherited):
                continue
            if _given(relation, scope) is None:
                continue  # all versions are passed on, for another query to choose from
            parts = (*_conditions(scope), *scope.query.expressions)
            asked = {c.name.lower() for part in parts for c in columns_of(part) if _is_of(c, relation, scope)}
            yield Risk(
                "version-join",
                statement.line(relation.node),
                relation.name,
                shown(relation.node),
                relation.name,
                on,
                tuple(sorted(asked)),
                shape,
            )


def _conditions(scope: Scope) -> Iterator[exp.Expr]:
    where = scope.query.args.get("where")
    if where is not None:
        yield where.this
    for relation in scope.relations:
        on = relation.join.args.get("on") if relation.join is not None else None
        if on is not None:
            yield on


def _is_of(column: exp.Column, relation: Relation, scope: Scope) -> bool:
    """Whether a column is, or without a qualifier may be, one of the relation's."""
    return not column.table or scope.owner(column) is relation


def _equal_joins(scope: Scope) -> Iterator[tuple[Relation, tuple[str, ...], dict[str, tuple[str, ...]]]]:
    """Joined relations that ON compares by equality alone and no filter narrows, with the columns of both sides."""
    where = scope.query.args.get("where")
    narrowed = [scope.owner(c) for part in conjuncts(where.this) for c in columns_of(part)] if where is not None else []
    for relation in scope.relations[1:]:
        semi = relation.join is not None and relation.join.kind.upper() in ("SEMI", "ANTI")
        if semi or relation.side not in ("", "LEFT") or relation in narrowed or relation.kind is RelationKind.OTHER:
            continue
        link = link_of(relation, scope)
        if link.only_equalities and link.columns:
            yield relation, tuple(sorted(link.columns)), {k: tuple(sorted(v)) for k, v in link.others.items()}


def _given(relation: Relation, scope: Scope) -> tuple[str, ...] | None:
    """Output names that hold a column of `relation`; None where a star hides which these are."""
    found: list[str] = []
    for item in scope.query.expressions:
        if isinstance(item, exp.Star):
            return None
        if isinstance(item, exp.Column) and isinstance(item.this, exp.Star):
            if scope.owner(item) is relation:
                return None
            continue
        if any(_is_of(column, relation, scope) for column in columns_of(item)):
            found.append(item.alias_or_name.lower())
    return tuple(found)


def _passing(query: exp.Expr, scopes: Scopes) -> Iterator[Scope]:
    """The queries whose rows are rows of the result: the outermost, and what it and they read first, unreduced."""
    for _ in range(_DEEPEST):
        if len(branches(query)) != 1:
            return
        scope = scopes.of(branches(query)[0])
        if scope is None or not isinstance(scope.query, exp.Select) or _reduces(scope.query) or not scope.relations:
            return
        yield scope
        inner = scope.relations[0].query
        if inner is None:
            return
        query = inner


def _reduces(select: exp.Select) -> bool:
    """Whether rows that are repeated may be one again, or be left out, after the query."""
    if any(select.args.get(part) for part in _FEWER) or any(True for i in select.expressions for _ in aggregates_of(i)):
        return True
    where = select.args.get("where")
    parts = conjuncts(where.this) if where is not None else ()
    return any(isinstance(part, exp.EQ | exp.LTE) and bare(part.expression).sql() == "1" for part in parts)
