"""Transactions of a migration that are not closed, or not its own."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up

_BEFORE = {"db/V1.sql": "CREATE TABLE orders (at timestamptz);\n"}
_ADD = "ALTER TABLE orders ADD COLUMN note text;\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_BEFORE | {"db/V2.sql": f"BEGIN;\n{_ADD}"}, {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(_BEFORE | {"db/V2.sql": f"BEGIN;\nBEGIN;\n{_ADD}COMMIT;\n"}, {"db/V2.sql": (2,)}, base=_BEFORE),
        repository(_BEFORE | {"db/V2.sql": f"BEGIN;\n{_ADD}COMMIT;\n"}, base=_BEFORE),
    ],
)
def transaction_unbalanced(migration: Migration) -> Iterator[Found]:
    """A PostgreSQL migration opens a transaction that it never commits, or opens one inside another.

    ## Why it matters

    What is not committed is rolled back when the connection closes, while the tool notes the migration as applied. A
    BEGIN inside a transaction does nothing, and the first COMMIT ends the outer one early.

    ## Instead

    One BEGIN, one COMMIT, or none where the tool opens the transaction itself.

    ## When it stays silent

    When each BEGIN has its COMMIT or ROLLBACK, for migrations in Python or XML, and outside of PostgreSQL.

    ## Fix

    None is applied by itself: whether the tool opens a transaction is not to be seen in the script.
    """
    if migration.is_sql:
        yield from held_up(migration, "ban-uncommitted-transaction", "transaction-nesting")
