"""Rule: UNION that does not say whether duplicates are meant to go."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.facts.sql.words import Words
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

WRITABLE = frozenset(
    ("", "bigquery", "clickhouse", "databricks", "hive", "mysql", "redshift", "snowflake", "spark", "trino")
)
"""Dialects in which UNION DISTINCT can be written (an empty name: standard SQL)."""


@rule(
    level=Level.NOTE,
    proof=Proof.MATCHED,
    examples=(
        fires("select a from new_orders\nunion\nselect a from old_orders\n", 1, path="all.sql"),
        silent("select a from new_orders\nunion all\nselect a from old_orders\n", path="all.sql"),
        silent("select a from new_orders\nunion distinct\nselect a from old_orders\n", path="all.sql"),
    ),
)
def check(statement: SqlStatement) -> Iterator[Found]:
    """UNION that does not say whether duplicates are meant to go.

    ## Why it matters
    A bare UNION removes every repeated row, also those within one branch. Where the columns do not hold a key,
    rows that are equal by chance are lost, and sums become too small.

    ## Instead
    Write UNION ALL, or UNION DISTINCT where removing duplicates is the purpose.

    ## When it stays silent
    ALL or DISTINCT is written, or the dialect has no UNION DISTINCT.

    ## Fix
    Write the word that is meant.
    """
    if statement.dialect not in WRITABLE:
        return
    words: Words | None = None
    for operation, _ in statement.scopes.set_operations:
        unions = [node for node in _chain(operation) if isinstance(node, exp.Union) and node.args.get("distinct")]
        if not unions:
            continue
        words = words or Words(statement.text, statement.dialect)
        if any(words.is_bare_union(union) is not False for union in unions):
            message = "UNION drops rows that are equal in all columns; say ALL or DISTINCT."
            yield Found(message, statement.line(operation), "union")


def _chain(operation: exp.SetOperation) -> Iterator[exp.Expr]:
    waiting: list[exp.Expr] = [operation]
    while waiting:
        node = waiting.pop()
        if isinstance(node, exp.Subquery):
            waiting.append(node.this)
        elif isinstance(node, exp.SetOperation):
            yield node
            waiting += (node.this, node.expression)
