"""Migrations that stop a PostgreSQL table in use."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule

_MANUAL = "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"db/V2.sql": "CREATE INDEX orders_at ON orders (at);\nCREATE INDEX i ON orders USING gin (tags);\n"},
            {"db/V2.sql": (1, 2)},
            base={"db/V1.sql": "CREATE TABLE orders (at timestamptz, tags text[]);\n"},
        ),
        repository(
            {"db/V2.sql": "CREATE INDEX CONCURRENTLY orders_at ON orders USING btree (at);\n"},
            base={"db/V1.sql": "CREATE TABLE orders (at timestamptz, tags text[]);\n"},
        ),
    ],
)
def locking_ddl(migration: Migration) -> Iterator[Found]:
    """A migration locks a PostgreSQL table in use while it scans, rewrites or indexes it.

    ## Why it matters

    An index built without CONCURRENTLY blocks all writes until it is done; SET NOT NULL, a new constraint that is
    checked at once, and a type change read or rewrite the whole table under a lock that blocks readers as well. On a
    large table that is an outage, and everything queues behind it.

    ## Instead

    CREATE INDEX CONCURRENTLY outside a transaction. Constraints NOT VALID first, VALIDATE after. NOT NULL after a
    validated CHECK. A new column for a new type.

    ## When it stays silent

    For tables that the same migration creates, and where nothing shows that the database is PostgreSQL: the project's
    dialect, or words in the script that PostgreSQL alone has.

    ## Fix

    None is applied by itself: what may run outside a transaction is for the migration tool to say.
    """
    if migration.dialect != "postgres" and not _speaks_postgres(migration.text + migration.earlier):
        return
    for change in migration.judged(Profile.DDL_LOCK).changes:
        yield Found(
            message=f"{change.sentence}.",
            line=change.new_line,
            path=migration.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(Evidence(EvidenceKind.DOCUMENT, _MANUAL),),
        )


def _speaks_postgres(text: str) -> bool:
    folded = text.lower()
    return any(word in folded for word in ("timestamptz", "concurrently", "jsonb", "bigserial", "using gin", "plpgsql"))
