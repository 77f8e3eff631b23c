"""Rule: Two CTEs without a comma between them."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires("with a as (\n  select 1 as x\n)\nb as (\n  select x from a\n)\nselect x from b\n", 3, path="q.sql"),
        silent("with a as (\n  select 1 as x\n),\nb as (\n  select x from a\n)\nselect x from b\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """Two CTEs without a comma between them.

    ## Why it matters
    The engine refuses the statement.

    ## Instead
    Put a comma after the closing bracket of each CTE but the last.

    ## When it stays silent
    With the comma in place the statement still could not be read; then it is told as a gap.

    ## Fix
    Add the comma.
    """
    for number, line in enumerate(statement.commas, start=1):
        message = "A comma is missing between this CTE and the one that follows; the statement is refused."
        yield Found(message, line, f"comma {number}")
