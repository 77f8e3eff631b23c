"""Migrations that wait for a lock without end, where the others do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.finding import Level, Proof
from headgate.impact.compat.ddl.statements import statements
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule

_BOUND = re.compile(r"\block_timeout\b", re.I)
_FEWEST = 2
_MANUAL = "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT"
_BEFORE = {
    "db/V1.sql": "CREATE TABLE orders (at timestamptz);\n",
    "db/V2.sql": "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN a text;\n",
    "db/V3.sql": "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN b text;\n",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _BEFORE | {"db/V4.sql": "-- c\nALTER TABLE orders ADD COLUMN c text;\n"}, {"db/V4.sql": (2,)}, base=_BEFORE
        ),
        repository(
            _BEFORE | {"db/V4.sql": "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN c text;\n"}, base=_BEFORE
        ),
        repository(_BEFORE | {"db/V4.sql": "CREATE TABLE lines (id bigint);\n"}, base=_BEFORE),
    ],
)
def lock_wait_unbounded(migration: Migration) -> Iterator[Found]:
    """A migration takes an exclusive lock and sets no lock_timeout, where earlier ones of the folder do.

    ## Why it matters

    Even an ALTER TABLE that is done in a millisecond waits for the longest query on the table, and every query that
    comes after waits behind it. With a lock_timeout the migration fails and is tried again; without one the table is
    down for as long as that query runs.

    ## Instead

    SET lock_timeout to a few seconds at the top, and let the tool try again.

    ## When it stays silent

    Where fewer than two earlier migrations of the folder set one (the role or the tool may do it), for tables that the
    same migration creates, and outside of PostgreSQL.

    ## Fix

    None is applied by itself: how long users may wait is for the team to say.
    """
    if migration.engine != "postgres" or not migration.is_sql or _BOUND.search(migration.text):
        return
    if len(_BOUND.findall(migration.earlier)) < _FEWEST:
        return
    try:
        script = statements(migration.text, migration.dialect)
    except UnreadableSchema:
        return
    fresh: set[str] = set()
    for words in script:
        if words.starts("CREATE", "TABLE"):
            fresh.add(words.after("CREATE", "TABLE", "IF", "NOT", "EXISTS").name()[0])
        elif words.starts("ALTER", "TABLE"):
            table = words.after("ALTER", "TABLE", "IF", "EXISTS", "ONLY").name()[0]
            if table not in fresh:
                yield Found(
                    f"The lock on {table} is waited for without end; earlier migrations set lock_timeout.",
                    words.line,
                    path=migration.path,
                    entity=f"{table}:lock-timeout",
                    evidence=(
                        Evidence(EvidenceKind.SAFE_SEQUENCE, "SET lock_timeout = '2s';"),
                        Evidence(EvidenceKind.DOCUMENT, _MANUAL),
                    ),
                )
                return
