"""Indexes that are built, rebuilt or dropped while writers wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.fix import Fix
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up, spliced

_FIRST = "CREATE TABLE orders (at timestamptz, tags text[]);\n"
_SECOND = "CREATE INDEX CONCURRENTLY orders_tags ON orders USING gin (tags);\n"
_BEFORE = {"db/V1.sql": _FIRST, "db/V2.sql": _SECOND}
_SERVER = {"db/V1.sql": "CREATE TABLE dbo.orders (id int, note nvarchar(20));\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _BEFORE | {"db/V3.sql": "CREATE INDEX orders_at ON orders (at);\n"},
            {"db/V3.sql": (1,)},
            base=_BEFORE,
            fixed={"db/V3.sql": "CREATE INDEX CONCURRENTLY orders_at ON orders (at);\n"},
        ),
        repository(
            _SERVER | {"db/V2.sql": "CREATE INDEX orders_note\n  ON dbo.orders (note);\n"},
            {"db/V2.sql": (1,)},
            base=_SERVER,
        ),
        repository(_BEFORE, base={"db/V1.sql": _FIRST}),
        repository(
            _BEFORE | {"db/V3.sql": "CREATE TABLE app.tags (tag text);\nCREATE INDEX tags_tag ON tags (tag);\n"},
            base=_BEFORE,
        ),
        repository(
            _SERVER | {"db/V2.sql": "CREATE INDEX orders_note ON dbo.orders (note) WITH (ONLINE = ON);\n"},
            base=_SERVER,
        ),
    ],
)
def index_blocks_writes(migration: Migration) -> Iterator[Found]:
    """A migration builds, rebuilds or drops an index of a table in use under a lock that keeps writers out.

    ## Why it matters

    Without CONCURRENTLY (PostgreSQL) or ONLINE (SQL Server, Oracle) the table takes no writes until the index is
    done, which on a large table is minutes to hours. Dropping one waits for every running query, and everything that
    comes after waits behind it.

    ## Instead

    PostgreSQL: CREATE INDEX CONCURRENTLY, outside of a transaction, and DROP INDEX CONCURRENTLY. SQL Server: WITH
    (ONLINE = ON), where the edition has it. Oracle: ONLINE. MySQL builds plain indexes beside writers, full-text and
    spatial ones not.

    ## When it stays silent

    For tables that the same migration creates, and where neither the project's dialect nor words in the migrations
    tell which database runs them.

    ## Fix

    CONCURRENTLY is written in where an earlier migration of the folder builds indexes so, and the script opens no
    transaction; otherwise the statement to write is shown.
    """
    kinds = ("require-concurrent-index-creation", "require-concurrent-index-deletion", "index-without-online",
             "reindex-blocks")  # fmt: skip
    yield from held_up(migration, *kinds, mend=_concurrently)


def _concurrently(migration: Migration, change: SchemaChange) -> Fix | None:
    if not change.kind.startswith("require-") or not re.search(r"\bindex\s+concurrently\b", migration.earlier, re.I):
        return None
    if re.search(r"^[ \t]*(?:begin|start[ \t]+transaction)\b", migration.text, re.I | re.M):
        return None
    start, end = change.span
    keyword = re.search(r"\bindex\b", migration.text[start:end], re.I)
    if keyword is None:
        return None
    return spliced(migration, start + keyword.end(), " CONCURRENTLY", "Let writers in while the index is built")
