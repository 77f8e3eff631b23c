"""Rule: A join of texts in which one side alone is folded to lower or upper case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts, shown
from headgate.facts.sql.scopes import Scope
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.values import Values
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_TYPED = re.compile(r"(?:^|_)(?:email|e_mail|mail|username|login|first_name|last_name|full_name|city|street)(?:_|$)")
"""Names of texts that people type, in whatever case."""
_CASE_BLIND = frozenset(("mysql", "tsql"))


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            with people as (select id, lower(email) as email from raw_people)
            select o.id, p.id as person
            from orders o
            left join people p
              on p.email = o.email
            """,
            5,
            path="q.sql",
        ),
        fires(
            "select o.id\nfrom orders o\nleft join people p on lower(p.user_email) = o.email\n",
            3,
            path="q.sql",
        ),
        silent(
            """
            with people as (select id, lower(email) as email from raw_people)
            select o.id, p.id as person from orders o left join people p on p.email = lower(o.email)
            """,
            path="q.sql",
        ),
        silent("select o.id from orders o left join tokens t on lower(t.address) = o.address\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A join of texts in which one side alone is folded to lower or upper case.

    ## Why it matters
    `ann@x.org` and `Ann@x.org` are two texts. The query folds the case of one side, since its values are typed by
    people, and compares with the other side as it came: those rows meet no partner.

    ## Instead
    LOWER on both sides.

    ## When it stays silent
    Both sides are folded, here or where they are made; the name is none of a text that people type; the dialect
    compares without the case.

    ## Fix
    Fold the other side as well.
    """
    if statement.dialect in _CASE_BLIND:
        return
    values = Values(statement.scopes)
    for scope in statement.scopes.all:
        for relation in scope.relations[1:]:
            on = relation.join.args.get("on") if relation.join is not None else None
            for part in conjuncts(on):
                if not isinstance(part, exp.EQ):
                    continue
                sides = [bare(part.this), bare(part.expression)]
                told = [values.of(side, scope).folded for side in sides]
                if sum(map(bool, told)) != 1:
                    continue
                raw = sides[told.index("")]
                if _is_typed(raw, scope, values):
                    message = (
                        f"{shown(part)} compares a text in {told[0] or told[1]} case with {shown(raw)} in the case in "
                        "which it came: texts compare case by case, so some meet no partner."
                    )
                    yield Found(message, statement.line(part), shown(part).lower())


def _is_typed(node: exp.Expr, scope: Scope, values: Values) -> bool:
    """Whether a column comes from a table as it is, under the name of a text that people type."""
    if not isinstance(node, exp.Column) or not _TYPED.search(node.name.lower()):
        return False
    return len(values.of(node, scope).sources) == 1
