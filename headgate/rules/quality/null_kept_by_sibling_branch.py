"""Rule: One branch of a UNION keeps NULL out of a key, and the others group by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import bare, conjuncts
from headgate.facts.sql.rows import meant
from headgate.facts.sql.scopes import RelationKind, Scope, Scopes, branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select user_id, count(*) as n
            from visits
            where user_id is not null
            group by user_id
            union all
            select user_id, count(*) as n
            from calls
            group by user_id
            """,
            8,
            path="q.sql",
        ),
        silent(
            """
            select user_id, count(*) as n
            from visits
            where user_id is not null
            group by user_id
            union all
            select user_id, count(*) as n
            from calls
            where user_id > 0
            group by user_id
            """,
            path="q.sql",
        ),
        silent(
            """
            select user_id, page from visits where user_id is not null
            union all
            select user_id, page from calls
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """One branch of a UNION keeps NULL out of a key, and the others group by it.

    ## Why it matters
    The branches answer one question. Where one of them says that the key can be NULL and that such rows do not count,
    the others gather all rows without a key in one group, which then is ranked and counted like a real one.

    ## Instead
    The same IS NOT NULL in every branch, or one after the UNION.

    ## When it stays silent
    No branch tests the column; it does not identify anything by its name; the branches give different columns; a filter
    of another kind keeps NULL out; rows are not grouped.

    ## Fix
    Repeat the condition.
    """
    for node, _ in statement.scopes.set_operations:
        if isinstance(node.parent, exp.SetOperation):
            continue
        found = [scope for branch in branches(node) for scope in _grouped(branch, statement.scopes)]
        if len(found) < 2:
            continue
        tested = {name for scope in found for name in _not_null(scope) if _IDENTIFIES.search(name)}
        for name in sorted(tested):
            lacking = [item for scope in found if (item := _kept(scope, name)) is not None]
            keeping = [scope for scope in found if name in _not_null(scope)]
            if not lacking or not keeping:
                continue
            kept_out = statement.line(keeping[0].query.args["where"])
            for item in lacking:
                message = (
                    f"{name} is grouped by without IS NOT NULL here, while a sibling branch of the UNION keeps its "
                    "NULL out: rows without it become a group of their own."
                )
                related = (Location(statement.path, kept_out),)
                yield Found(message, statement.line(item), name, related=related)


_IDENTIFIES = re.compile(r"(?:^|_)(?:id|ids|key|sk|pk|uuid|guid|number|npi|email|code)$|id$")


def _grouped(branch: exp.Expr, scopes: Scopes) -> Iterator[Scope]:
    """The grouped query behind a branch: itself, or the CTE that it passes on."""
    for _ in range(10):
        scope = scopes.of(branch)
        if scope is None or not isinstance(scope.query, exp.Select):
            return
        if scope.query.args.get("group") is not None:
            yield scope
            return
        passes = len(scope.relations) == 1 and scope.relations[0].kind in (RelationKind.CTE, RelationKind.QUERY)
        inner = scope.relations[0].query if passes else None
        if inner is None or scope.query.args.get("where") is not None or len(branches(inner)) != 1:
            return
        branch = branches(inner)[0]


def _not_null(scope: Scope) -> set[str]:
    """Names of columns of which WHERE plainly says that they are not NULL."""
    where = scope.query.args.get("where")
    found = set()
    for part in conjuncts(where.this) if where is not None else ():
        inner = bare(part.this) if isinstance(part, exp.Not) else None
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null) and isinstance(inner.this, exp.Column):
            found.add(str(inner.this.name).lower())
    return found


def _kept(scope: Scope, name: str) -> exp.Expr | None:
    """The item of GROUP BY that is the column `name`, if nothing in the query speaks of it but the grouping."""
    for item in scope.query.args["group"].expressions:
        column = meant(bare(item), scope)
        if isinstance(column, exp.Column) and column.name.lower() == name:
            where = scope.query.args.get("where")
            spoken = where is not None and any(c.name.lower() == name for c in where.find_all(exp.Column))
            joined = any(
                c.name.lower() == name
                for relation in scope.relations[1:]
                if relation.join is not None and not relation.side and relation.join.args.get("on") is not None
                for c in relation.join.args["on"].find_all(exp.Column)
            )
            return None if spoken or joined else item
    return None
