"""Materialized views that nobody can read while they are made anew."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up

_BEFORE = {"db/V1.sql": "CREATE MATERIALIZED VIEW daily AS SELECT now()::timestamptz AS at;\n"}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        repository(_BEFORE | {"db/V2.sql": "REFRESH MATERIALIZED VIEW daily;\n"}, {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(_BEFORE | {"db/V2.sql": "REFRESH MATERIALIZED VIEW CONCURRENTLY daily;\n"}, base=_BEFORE),
    ],
)
def refresh_blocks_readers(migration: Migration) -> Iterator[Found]:
    """A migration refreshes a PostgreSQL materialized view under a lock that keeps readers out.

    ## Why it matters

    REFRESH without CONCURRENTLY holds an exclusive lock until the view's query is done. Dashboards that read it wait.

    ## Instead

    A unique index on the view and REFRESH MATERIALIZED VIEW CONCURRENTLY.

    ## When it stays silent

    With CONCURRENTLY or WITH NO DATA, and outside of PostgreSQL.

    ## Fix

    None is applied by itself: the view needs a unique index first.
    """
    yield from held_up(migration, "refresh-blocks-readers")
