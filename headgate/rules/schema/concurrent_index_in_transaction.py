"""Indexes that are to be built concurrently, inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up

_BEFORE = {"db/V1.sql": "CREATE TABLE orders (at timestamptz);\n"}


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _BEFORE | {"db/V2.sql": "BEGIN;\nCREATE INDEX CONCURRENTLY orders_at ON orders (at);\nCOMMIT;\n"},
            {"db/V2.sql": (2,)},
            base=_BEFORE,
        ),
        repository(
            _BEFORE
            | {"db/V2.sql": "BEGIN;\nSELECT 1;\nCOMMIT;\nCREATE INDEX CONCURRENTLY orders_at ON orders (at);\n"},
            base=_BEFORE,
        ),
    ],
)
def concurrent_index_in_transaction(migration: Migration) -> Iterator[Found]:
    """An index is built or dropped CONCURRENTLY inside a transaction, which PostgreSQL refuses.

    ## Why it matters

    `CREATE INDEX CONCURRENTLY cannot run inside a transaction block`: the migration fails on the first database that
    it meets, and with it the deployment.

    ## Instead

    A migration of its own that runs outside a transaction: `executeInTransaction=false` (Flyway),
    `runInTransaction="false"` (Liquibase), `op.get_context().autocommit_block()` (Alembic), `atomic = False` (Django).

    ## When it stays silent

    Where the script opened no transaction or has closed it, and for tools whose transactions it does not know.

    ## Fix

    None is applied by itself: how a migration leaves the transaction is for its tool to say.
    """
    yield from held_up(migration, "ban-concurrent-index-creation-in-transaction")
