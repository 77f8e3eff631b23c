"""Keys from row_number() = 1."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, same
from headgate.facts.sql.rows import RowKey, meant
from headgate.facts.sql.scopes import Relation, Scope, branches


def numbered(part: exp.Expr, scope: Scope) -> exp.Window | None:
    """The row_number() that a condition holds to 1."""
    if not isinstance(part, (exp.EQ, exp.LTE)) or part.expression.sql() != "1":
        return None
    node = meant(bare(part.this), scope)
    return node if isinstance(node, exp.Window) and isinstance(node.this, exp.RowNumber) else None


def first_rows(relation: Relation, scope: Scope) -> Iterator[RowKey]:
    """Keys from `where n = 1` over a derived table whose `n` is a row_number()."""
    where = scope.query.args.get("where")
    on = relation.join.args.get("on") if relation.join is not None else None
    if relation.query is None:
        return
    for part in (*conjuncts(where.this if where is not None else None), *conjuncts(on)):
        if (
            not isinstance(part, (exp.EQ, exp.LTE))
            or part.expression.sql() != "1"
            or not isinstance(part.this, exp.Column)
        ):
            continue
        if scope.owner(part.this) is not relation:
            continue
        for branch in branches(relation.query)[:1]:
            for item in branch.expressions if isinstance(branch, exp.Select) else ():
                if item.alias.lower() == part.this.name.lower() and isinstance(item.unalias(), exp.Window):
                    yield from _partition(item.unalias(), relation, branch)


def _partition(window: exp.Expr, relation: Relation, select: exp.Expr) -> Iterator[RowKey]:
    if not isinstance(window.this, exp.RowNumber):
        return
    names = [_shown_as(item, select) for item in window.args.get("partition_by") or ()]
    if None not in names:
        yield RowKey(frozenset((relation.name, name) for name in names if name), "by row_number() = 1")


def _shown_as(item: exp.Expr, select: exp.Expr) -> str | None:
    """The output name under which a SELECT list gives `item`."""
    for output in select.expressions:
        if same(output.unalias(), item):
            return str(output.alias_or_name).lower()
    starred = any(output.is_star for output in select.expressions)
    return str(item.name).lower() if starred and isinstance(item, exp.Column) else None
