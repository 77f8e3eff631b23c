"""Migrations that write a whole table anew while users wait."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up

_BEFORE = {"db/V1.sql": "CREATE TABLE orders (id int, note varchar(20), at timestamptz);\n"}
_MYSQL = {"db/V1.sql": "CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, note varchar(300)) ENGINE=InnoDB;\n"}


def _alter(action: str) -> dict[str, str]:
    return {"db/V2.sql": f"ALTER TABLE orders {action};\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_BEFORE | _alter("ALTER COLUMN id TYPE bigint"), {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(
            _BEFORE | _alter("ADD COLUMN key uuid DEFAULT gen_random_uuid()"), {"db/V2.sql": (1,)}, base=_BEFORE
        ),
        repository(_BEFORE | _alter("SET LOGGED"), {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(_BEFORE | {"db/V2.sql": "VACUUM FULL orders;\n"}, {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(_MYSQL | _alter("MODIFY COLUMN note text"), {"db/V2.sql": (1,)}, base=_MYSQL),
        repository(_BEFORE | _alter("ALTER COLUMN note TYPE varchar(40)"), base=_BEFORE),
        repository(_BEFORE | _alter("ADD COLUMN seen timestamptz DEFAULT now()"), base=_BEFORE),
        repository(_MYSQL | _alter("MODIFY COLUMN note varchar(400)"), base=_MYSQL),
    ],
)
def table_rewritten(migration: Migration) -> Iterator[Found]:
    """A migration rewrites or copies all of a table in use under a lock.

    ## Why it matters

    A changed type, a default that is worked out for each row, SET LOGGED, VACUUM FULL and CLUSTER write every row of
    the table and all its indexes anew. PostgreSQL lets nobody read meanwhile; MySQL nobody write. It needs the table's
    size again on disk and floods replicas.

    ## Instead

    A new column beside the old one, written by both, filled in slices and swapped. Defaults that call a function are
    set after the column is there. For MySQL state ALGORITHM=INPLACE, LOCK=NONE, so that the server refuses instead of
    copying, or use gh-ost or pt-online-schema-change.

    ## When it stays silent

    For changes that only touch the catalog, such as a longer varchar, for tables that the same migration creates,
    where the former type of a MySQL or SQL Server column is not known, and where nothing tells which database it is.

    ## Fix

    None is applied by itself: the sequence that is shown takes more than one migration.
    """
    yield from held_up(
        migration, "changing-column-type", "adding-field-with-default", "adding-serial-field", "rewriting-table",
        "vacuum-full", "table-copied",
    )  # fmt: skip
