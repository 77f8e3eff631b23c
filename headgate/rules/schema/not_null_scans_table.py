"""NOT NULL that is checked row by row while users wait."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up

_BEFORE = {"db/V1.sql": "CREATE TABLE orders (id bigint, note text, at timestamptz);\n"}
_SET = "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;\n"
_CHECKED = _BEFORE | {"db/V2.sql": "ALTER TABLE orders ADD CONSTRAINT note_there CHECK (note IS NOT NULL) NOT VALID;\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_BEFORE | {"db/V2.sql": _SET}, {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(
            _CHECKED | {"db/V3.sql": "ALTER TABLE orders VALIDATE CONSTRAINT note_there;\n" + _SET},
            base=_CHECKED,
        ),
    ],
)
def not_null_scans_table(migration: Migration) -> Iterator[Found]:
    """A column of a table in use becomes NOT NULL by a scan of the whole table under an exclusive lock.

    ## Why it matters

    PostgreSQL and SQL Server read every row for NULL while nobody else reads or writes; one NULL, and the migration
    fails after the wait.

    ## Instead

    PostgreSQL 12 and later: a CHECK (x IS NOT NULL) NOT VALID, VALIDATE it in a later transaction, then SET NOT NULL,
    which takes the valid constraint as proof and scans nothing.

    ## When it stays silent

    When a constraint of the table was validated before, for tables that the same migration creates, and where nothing
    tells which database runs the migration.

    ## Fix

    None is applied by itself: the sequence that is shown takes more than one migration.
    """
    yield from held_up(migration, "adding-not-null-field")
