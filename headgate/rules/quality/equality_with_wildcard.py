"""Rule: A pattern compared with =."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import (
    shown,
)
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.fix import Rows
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

_COMPARED = re.compile(r"(?<![\s<>!=])\s{0,20}(=|<>|!=)\s{0,20}(?='(?:%[^'\n]{1,500}|[^'\n]{1,500}%)')")
_LIKE = Rewrite("Compare by LIKE", _COMPARED, lambda found: " like " if found[1] == "=" else " not like ", Rows.OTHER)


@rule(
    level=Level.WARNING,
    proof=Proof.MATCHED,
    examples=(
        fires(
            "select id from orders where status = '%paid%'\n",
            1,
            path="q.sql",
            fixed="select id from orders where status like '%paid%'\n",
        ),
        fires(
            "select id from orders where status != 'paid%'\n",
            1,
            path="q.sql",
            fixed="select id from orders where status not like 'paid%'\n",
        ),
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
    LIKE or NOT LIKE in its place, where the line has one such comparison.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if not isinstance(node, (exp.EQ, exp.NEQ)) or not isinstance(node.left, exp.Column):
                continue
            text = node.right.this if isinstance(node.right, exp.Literal) and node.right.is_string else ""
            if len(text) > 2 and (text.startswith("%") or text.endswith("%")) and not text[:-1].isdigit():
                message = f"{shown(node)} looks for the percent sign itself; LIKE is meant."
                yield Found(message, statement.line(node), shown(node), rewrite=_LIKE)
