"""Rule: Columns are added of which the query itself says that each may be NULL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, disjuncts, shown
from headgate.facts.sql.scopes import Relation, RelationKind, Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_SCALED = (exp.Mul, exp.Div, exp.Cast, exp.TryCast, exp.Neg)


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select stay_id,
              norepinephrine + epinephrine + dopamine / 100 as equivalent_dose
            from doses
            where norepinephrine is not null or epinephrine is not null or dopamine is not null
            """,
            2,
            path="q.sql",
        ),
        fires(
            """
            select coalesce(a.day, b.day) as day,
              a.clicks + b.clicks as clicks
            from web a
            full outer join app b on b.day = a.day
            """,
            2,
            path="q.sql",
        ),
        silent(
            """
            select stay_id, coalesce(norepinephrine, 0) + coalesce(epinephrine, 0) as equivalent_dose
            from doses
            where norepinephrine is not null or epinephrine is not null
            """,
            path="q.sql",
        ),
        silent(
            """
            select coalesce(a.day, b.day) as day, coalesce(a.clicks + b.clicks, a.clicks, b.clicks) as clicks
            from web a
            full outer join app b on b.day = a.day
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Columns are added of which the query itself says that each may be NULL.

    ## Why it matters
    The sum is NULL as soon as one term is. Rows that have one of the values, for which the query asks by `a is not null
    or b is not null` or by a full join, lose it.

    ## Instead
    `coalesce(a, 0) + coalesce(b, 0)`.

    ## When it stays silent
    COALESCE or CASE stands around the sum or a term; nothing in the query says that one may be NULL without the other.

    ## Fix
    Put COALESCE round each term.
    """
    for scope in statement.scopes.all:
        asked = _asked(scope) if isinstance(scope.query, exp.Select) else set()
        kept = _kept_both(scope)
        for node in scope.nodes if asked or kept else ():
            if not isinstance(node, exp.Add) or isinstance(_above(node), exp.Add) or _is_guarded(node, scope):
                continue
            terms = [term for term in map(_column, _terms(node)) if term is not None]
            named = {term.name.lower() for term in terms} & asked
            owners = {owner.name for term in terms if (owner := scope.owner(term)) is not None and owner in kept}
            if len(named) > 1 or len(owners) > 1:
                reason = (
                    "WHERE takes rows that have one of them only" if len(named) > 1 else "a full join leaves one out"
                )
                message = f"{shown(node)} is NULL as soon as one of its terms is, and {reason}: COALESCE makes it 0."
                yield Found(message, statement.line(node), shown(node))


def _asked(scope: Scope) -> set[str]:
    """Columns of which WHERE asks that one at least is not NULL."""
    where = scope.query.args.get("where")
    for part in conjuncts(where.this if where is not None else None):
        names = [_not_null(one) for one in disjuncts(part)]
        if len(names) > 1 and all(names):
            return set(names)
    return set()


def _not_null(node: exp.Expr) -> str:
    inner = bare(node.this) if isinstance(node, exp.Not) else None
    if (
        isinstance(inner, exp.Is)
        and isinstance(inner.expression, exp.Null)
        and isinstance(bare(inner.this), exp.Column)
    ):
        return bare(inner.this).name.lower()
    return ""


def _kept_both(scope: Scope) -> list[Relation]:
    """The two relations of a full join."""
    both = [relation for relation in scope.relations if relation.kind is not RelationKind.OTHER]
    return both if len(both) == len(scope.relations) == 2 and both[1].side == "FULL" else []


def _terms(node: exp.Expr) -> Iterator[exp.Expr]:
    waiting = [node]
    while waiting:
        term = bare(waiting.pop())
        if isinstance(term, exp.Add):
            waiting += (term.expression, term.this)
        else:
            yield term


def _column(term: exp.Expr) -> exp.Column | None:
    """The one column in a term that is scaled by a number at most."""
    while isinstance(term, _SCALED):
        if isinstance(term, exp.Mul | exp.Div) and not isinstance(bare(term.expression), exp.Literal):
            return None
        term = bare(term.this)
    return term if isinstance(term, exp.Column) else None


def _above(node: exp.Expr) -> exp.Expr | None:
    above = node.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    return above


def _is_guarded(node: exp.Expr, scope: Scope) -> bool:
    above = node.parent
    while above is not None and above is not scope.query:
        if isinstance(above, exp.Coalesce | exp.Case | exp.If | exp.Anonymous | exp.Where | exp.Join):
            return True
        above = above.parent
    return False
