"""The table column whose value a column of a query is, unchanged: through CTEs, subqueries and stars."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.dataset import DatasetId
from headgate.facts.sql.expressions import bare, conjuncts, output_name, passes_on, shown
from headgate.facts.sql.grain import ColumnNulls, Risk
from headgate.facts.sql.rows import dataset_of
from headgate.facts.sql.scopes import Relation, RelationKind, Scope
from headgate.facts.sql.tree import SqlStatement

_DEEPEST = 20
_MOST = 100
"""Comparisons of one statement that are kept."""


def origin(column: exp.Column, scope: Scope, statement: SqlStatement, depth: int = 0) -> tuple[DatasetId, str] | None:
    """Table and column (folded) that `column` passes on as it is; None where it is computed, cast, or not told."""
    owner = scope.owner(column)
    return _of_relation(owner, column.name.lower(), statement, depth) if owner is not None else None


def _of_relation(relation: Relation, name: str, statement: SqlStatement, depth: int) -> tuple[DatasetId, str] | None:
    if relation.query is None:
        if relation.kind is RelationKind.TABLE and isinstance(relation.node, exp.Table):
            return dataset_of(relation.node), name
        return None
    query, scope = relation.query, statement.scopes.of(relation.query)
    if scope is None or not isinstance(query, exp.Select) or depth > _DEEPEST:
        return None
    item = next((one for one in query.expressions if output_name(one) == name), None)
    if item is not None:
        passed = bare(item.unalias())
        return origin(passed, scope, statement, depth + 1) if isinstance(passed, exp.Column) else None
    stars = [one for one in query.expressions if one.is_star]
    if len(stars) == 1 and len(scope.relations) == 1 and passes_on(stars[0], name):
        return _of_relation(scope.relations[0], name, statement, depth + 1)
    return None


def joined_columns(statement: SqlStatement) -> Iterator[Risk]:
    """Equalities of ON between columns of two tables that both are passed on unchanged, for their types."""
    count = 0
    for scope in statement.scopes.all:
        for relation in scope.relations[1:]:
            on = relation.join.args.get("on") if relation.join is not None else None
            for part in conjuncts(on):
                sides = (bare(part.this), bare(part.expression)) if isinstance(part, exp.EQ) else ()
                columns = [side for side in sides if isinstance(side, exp.Column)]
                found = [origin(column, scope, statement) for column in columns]
                if len(found) < 2 or found[0] is None or found[1] is None or found[0] == found[1] or count >= _MOST:
                    continue
                count += 1
                pair = ColumnNulls("", sources=(found[0], found[1]))
                yield Risk("join-types", statement.line(part), shown(part).lower(), shown(part), nulls=pair)
