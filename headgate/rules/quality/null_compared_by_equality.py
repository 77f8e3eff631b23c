"""Rule: NULL compared with = or <>."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.expressions import shown
from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.fix import Rows
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.rewrite import Rewrite

_EQUAL = re.compile(r"(?<![<>!=])(?<!\s)\s{0,20}={1,2}\s{0,20}(null)\b", re.I)
_UNEQUAL = re.compile(r"(?<!\s)\s{0,20}(?:<>|!=)\s{0,20}(null)\b", re.I)


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            "select id from orders\nwhere shipped_at = null\n",
            2,
            path="q.sql",
            fixed="select id from orders\nwhere shipped_at is null\n",
        ),
        fires(
            "select id from orders\nwhere total > 3\n  and (paid or shipped_at <> NULL)\n",
            3,
            path="q.sql",
            fixed="select id from orders\nwhere total > 3\n  and (paid or shipped_at IS NOT NULL)\n",
        ),
        fires("select case status when null then 'none' end as s from orders\n", 1, path="q.sql"),
        silent("select id from orders\nwhere shipped_at is null\n", path="q.sql"),
        silent("update orders set shipped_at = null where id = 3\n", path="q.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """NULL compared with = or <>.

    ## Why it matters
    The comparison is NULL for every row, never true: the filter keeps nothing, the CASE branch is never taken.

    ## Instead
    IS NULL or IS NOT NULL.

    ## When it stays silent
    SET clauses, variables and options, where = assigns.

    ## Fix
    IS NULL or IS NOT NULL in its place, where the line has one such comparison.
    """
    for scope in statement.scopes.all:
        for node in scope.nodes:
            if isinstance(node, exp.Case) and node.this is not None:
                if any(isinstance(branch.this, exp.Null) for branch in node.args["ifs"]):
                    message = "WHEN NULL is never met: CASE compares with =, and nothing equals NULL."
                    yield Found(message, statement.line(node), shown(node))
            elif isinstance(node, (exp.EQ, exp.NEQ)) and _is_comparison(node):
                word = "IS NULL" if isinstance(node, exp.EQ) else "IS NOT NULL"
                message = f"{shown(node)} is never true, for no value equals NULL; write {word}."
                yield Found(message, statement.line(node), shown(node), rewrite=_rewrite(node, word))


def _rewrite(node: exp.Binary, word: str) -> Rewrite | None:
    if not isinstance(node.right, exp.Null):
        return None
    old = _EQUAL if isinstance(node, exp.EQ) else _UNEQUAL
    return Rewrite(f"Write {word}", old, lambda found: _cased(word, found[1]), Rows.OTHER)


def _cased(word: str, like: str) -> str:
    return f" {word if like.isupper() else word.lower()}"


def _is_comparison(node: exp.Binary) -> bool:
    if not isinstance(node.right, exp.Null) and not isinstance(node.left, exp.Null):
        return False
    assigned = isinstance(node.left, (exp.Parameter, exp.SessionParameter))
    return not assigned and not isinstance(node.parent, (exp.Update, exp.When, exp.Anonymous, exp.Property, exp.Set))
