"""Rule: Branches of a set operation with different numbers of columns."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.outputs import outputs_of
from headgate.facts.sql.scopes import branches
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires("select id, total from a\nunion all\nselect id from b\n", 3, path="u.sql"),
        fires("with a as (select 1 as x, 2 as y)\nselect * from a\nunion all\nselect x from a\n", 4, path="u.sql"),
        silent("select id, total from a\nunion all\nselect * from b\n", path="u.sql"),
        silent("select id, total from a\nunion all\nselect id, 0 from b\n", path="u.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Branches of a set operation with different numbers of columns.

    ## Why it matters
    The statement fails on every engine, at the latest when it runs.

    ## Instead
    Give each branch the same columns in the same order, with NULL where a branch has none.

    ## When it stays silent
    The number of columns of a branch is not told by the statement, or the operation goes BY NAME.

    ## Fix
    Add or remove the columns that differ.
    """
    for operation, _ in statement.scopes.set_operations:
        if operation.args.get("by_name"):
            continue
        first: tuple[str, ...] | None = None
        for branch in branches(operation):
            outputs = outputs_of(branch, statement.scopes)
            if not outputs.complete:
                continue
            if first is None:
                first = outputs.names
            elif len(outputs.names) != len(first):
                message = f"This branch has {len(outputs.names)} columns, the one before has {len(first)}: it fails."
                yield Found(message, statement.line(branch), "branches")
                break
