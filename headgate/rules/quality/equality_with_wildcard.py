"""Rule: A pattern compared with =."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.MATCHED,
    examples=(
        fires("select id from orders where status = '%paid%'\n", 1, path="q.sql"),
        silent("select id from orders where status like '%paid%'\n", path="q.sql"),
        silent("select id from orders where unit = '%'\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """A pattern compared with =.

    ## Why it matters
    `=` knows no wildcards: the text with its percent sign is looked for, and never found.

    ## Instead
    LIKE.

    ## When it stays silent
    The text has no percent sign at either end.

    ## Fix
    Replace = by LIKE.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, (exp.EQ, exp.NEQ)) or not isinstance(node.left, exp.Column):
                continue
            text = node.right.this if isinstance(node.right, exp.Literal) and node.right.is_string else ""
            if len(text) > 2 and (text.startswith("%") or text.endswith("%")) and not text[:-1].isdigit():
                message = f"{shown(node)} looks for the percent sign itself; LIKE is meant."
                yield Found(message, statement.line(node), shown(node))
