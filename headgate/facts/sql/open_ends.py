"""Comparisons with the end of a validity interval, which is NULL for the version that still holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement

_END = re.compile(
    r"(?:^|_)(?:valid_to|valid_until|valid_till|valid_ending_at|effective_to|effective_until|end_at|ended_at|end_date"
    r"|valid_to_ts|valid_through|next_\w+)$"
)


def open_ends(statement: SqlStatement) -> Iterator[tuple[Scope, exp.Expr, exp.Column]]:
    """Comparisons `x < t.valid_to` and `x between t.valid_from and t.valid_to` that no alternative stands beside."""
    for scope in statement.scopes.all:
        for node in scope.nodes:
            column = _end_of(node)
            if column is not None and scope.owner(column) is not None and not _is_provided_for(node):
                yield scope, node, column


def _end_of(node: exp.Expr) -> exp.Column | None:
    """The column that a condition takes for the end of an interval."""
    if isinstance(node, exp.Between):
        end = bare(node.args["high"])
    elif isinstance(node, exp.LT | exp.LTE):
        end = bare(node.expression)
    elif isinstance(node, exp.GT | exp.GTE):
        end = bare(node.this)
    else:
        return None
    return end if isinstance(end, exp.Column) and _END.search(end.name.lower()) else None


def _is_provided_for(node: exp.Expr) -> bool:
    """Whether something else may let the row in, or the comparison is no condition on rows."""
    above = node.parent
    while above is not None and not isinstance(above, exp.Where | exp.Join | exp.Select):
        if isinstance(above, exp.Or):
            return True
        if not isinstance(above, exp.And | exp.Paren):
            return True
        above = above.parent
    return not isinstance(above, exp.Where | exp.Join)
