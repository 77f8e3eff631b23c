"""Rule: Branches of a UNION that name the same columns in another order."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.outputs import outputs_of
from headgate.facts.sql.scopes import branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            select id, net, gross from a
            union all
            select id, gross, net from b
            """,
            3,
            path="q.sql",
        ),
        silent(
            """
            select id, net, gross from a
            union all
            select id, net, gross from b
            """,
            path="q.sql",
        ),
        silent(
            """
            select id, net from a
            union all
            select id, gross from b
            """,
            path="q.sql",
        ),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Branches of a UNION that name the same columns in another order.

    ## Why it matters
    Set operations go by position, not by name. The values of one branch land in the columns of another name, and
    if the types fit, nobody notices.

    ## Instead
    The same order in each branch, or UNION BY NAME.

    ## When it stays silent
    The names differ otherwise, are not known, or the operation goes BY NAME.

    ## Fix
    Reorder the columns of the branch.
    """
    for operation, _ in statement.scopes.set_operations:
        if operation.args.get("by_name"):
            continue
        first: tuple[str, ...] = ()
        for branch in branches(operation):
            outputs = outputs_of(branch, statement.scopes)
            if not outputs.complete or not all(outputs.names):
                continue
            if not first:
                first = outputs.names
            elif outputs.names != first and sorted(outputs.names) == sorted(first) and len(set(first)) == len(first):
                at = next(i for i, (one, two) in enumerate(zip(first, outputs.names, strict=True)) if one != two)
                message = (
                    f"Column {at + 1} is {outputs.names[at]} here, {first[at]} in the first branch; position decides."
                )
                yield Found(message, statement.line(branch), f"{outputs.names[at]} {first[at]}")
