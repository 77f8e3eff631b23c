"""Rule: Adding up with a total that is NULL where an outer join found no group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from headgate.facts.sql.expressions import bare, columns_of, shown
from headgate.facts.sql.nullability import optional_relations
from headgate.facts.sql.scopes import Relation, RelationKind, Scope, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with refunds as (select order_id, sum(amount) as refunded from raw_refunds group by order_id)
            select o.id,
              o.total - r.refunded as net
            from orders o
            left join refunds r on r.order_id = o.id
            """,
            3,
            path="q.sql",
        ),
        fires(
            """
            with visits as (select user_id, count(*) as visits from raw_visits group by user_id)
            select u.id
            from users u
            left join visits v on v.user_id = u.id
            where v.visits = 0
            """,
            5,
            path="q.sql",
        ),
        fires(
            """
            with core as (select program_id, count(*) as courses from raw_core group by program_id),
            elective as (select program_id, count(*) as courses from raw_elective group by program_id)
            select p.id,
              c.courses
              + e.courses as courses
            from programs p
            left join core c on c.program_id = p.id
            left join elective e on e.program_id = p.id
            """,
            4,
            path="q.sql",
        ),
        silent(
            """
            with refunds as (select order_id, sum(amount) as refunded from raw_refunds group by order_id)
            select o.id, o.total - coalesce(r.refunded, 0) as net, r.refunded / o.total as share
            from orders o
            left join refunds r on r.order_id = o.id
            """,
            path="q.sql",
        ),
        silent(
            """
            with refunds as (select order_id, max(refunded_at) as last_refund from raw_refunds group by order_id)
            select o.id, r.last_refund - o.placed_at as waited
            from orders o
            left join refunds r on r.order_id = o.id
            """,
            path="q.sql",
        ),
        silent(
            """
            with refunds as (select order_id, sum(amount) as refunded from raw_refunds group by order_id)
            select o.id, case when r.refunded is not null then o.total - r.refunded else o.total end as net
            from orders o
            left join refunds r on r.order_id = o.id
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Adding up with a total that is NULL where an outer join found no group.

    ## Why it matters
    A sum or count of nothing is missing, not 0, once the groups are joined: `o.total - r.refunded` is NULL for every
    order without refunds, and `v.visits = 0` is never true. The rows that matter most drop out of the result.

    ## Instead
    `coalesce(r.refunded, 0)`.

    ## When it stays silent
    COALESCE, CASE or a filter speaks of NULL; the total is multiplied or divided, where NULL may be meant; both sides
    come from one optional relation, or one is taken from the other and both are optional.

    ## Fix
    Put COALESCE round the total.
    """
    for scope in statement.scopes.all:
        optional = optional_relations(scope) if isinstance(scope.query, exp.Select) else {}
        for node in scope.nodes if optional else ():
            column = _lost(node, scope, optional)
            if column is None or _is_guarded(node, column):
                continue
            owner = scope.owner(column)
            reason = optional[owner] if owner is not None else ""
            message = (
                f"{shown(column)} is NULL where there is nothing to count ({reason}), and so is {shown(node)}: "
                "COALESCE makes it 0."
            )
            yield Found(message, statement.line(column), shown(node))


def _lost(node: exp.Expr, scope: Scope, optional: Mapping[Relation, str]) -> exp.Column | None:
    """The total from an optional relation that makes NULL of what is added to it, or of a comparison with 0."""
    if isinstance(node, exp.Add | exp.Sub):
        sides = (bare(node.this), bare(node.expression))
        for total, other in (sides, sides[::-1]):
            if not isinstance(total, exp.Column) or not _is_total(total, scope, optional):
                continue
            if _is_sure(other, scope, optional):
                return total
            if isinstance(node, exp.Add) and isinstance(other, exp.Column) and _is_total(other, scope, optional):
                return total if scope.owner(other) is not scope.owner(total) else None
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Literal) and node.expression.this == "0":
        total = bare(node.this)
        if isinstance(total, exp.Column) and _is_total(total, scope, optional):
            return total
    return None


def _is_total(column: exp.Column, scope: Scope, optional: Mapping[Relation, str]) -> bool:
    owner = scope.owner(column)
    if owner is None or owner not in optional or owner.query is None:
        return False
    return _made_by(owner, column.name.lower())


def _made_by(relation: Relation, name: str) -> bool:
    """Whether the relation's query is grouped and makes the column by SUM or COUNT."""
    for branch in branches(relation.query) if relation.query is not None else ():
        if not isinstance(branch, exp.Select) or branch.args.get("group") is None:
            return False
        item = next((one for one in branch.expressions if one.alias_or_name.lower() == name), None)
        made = bare(item.unalias()) if item is not None else None
        if not isinstance(made, exp.Sum | exp.Count):
            return False
    return relation.kind in (RelationKind.CTE, RelationKind.QUERY)


def _is_sure(node: exp.Expr, scope: Scope, optional: Mapping[Relation, str]) -> bool:
    """Whether a term has columns, none of which is optional or may be a moment."""
    columns = list(columns_of(node))
    owners = [scope.owner(column) for column in columns]
    if node.find(exp.Coalesce) is not None and not columns:
        return False
    return bool(columns) and all(owner is not None and owner not in optional for owner in owners)


def _is_guarded(node: exp.Expr, column: exp.Column) -> bool:
    """Whether NULL is thought of around the node: a COALESCE, a CASE or a condition that tests the column."""
    above = node.parent
    while above is not None and not isinstance(above, exp.Select):
        if isinstance(above, exp.Coalesce | exp.Or):
            return True
        if isinstance(above, exp.Case | exp.If):
            return True
        above = above.parent
    where = above.args.get("where") if above is not None else None
    tested = where.find_all(exp.Is) if where is not None else ()
    return any(one.this == column for one in tested)
