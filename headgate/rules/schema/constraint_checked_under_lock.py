"""Constraints that are checked for all rows while users wait."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.fix import Fix
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._held_up import held_up, spliced

_BEFORE = {"db/V1.sql": "CREATE TABLE orders (id bigint, total numeric(9, 2), at timestamptz);\n"}
_NOTHING = {"db/V1.sql": "SELECT now()::timestamptz;\n"}
_CHECK = "ALTER TABLE orders ADD CONSTRAINT paid CHECK (total >= 0)"
_INDEX = "ALTER TABLE orders ADD CONSTRAINT orders_key UNIQUE"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _BEFORE | {"db/V2.sql": f"{_CHECK};\n"},
            {"db/V2.sql": (1,)},
            base=_BEFORE,
            fixed={"db/V2.sql": f"{_CHECK} NOT VALID;\n"},
        ),
        repository(_BEFORE | {"db/V2.sql": f"{_INDEX} (id);\n"}, {"db/V2.sql": (1,)}, base=_BEFORE),
        repository(_BEFORE | {"db/V2.sql": f"{_CHECK} NOT VALID;\n{_INDEX} USING INDEX orders_id;\n"}, base=_BEFORE),
        repository(
            _NOTHING | {"db/V2.sql": f"CREATE TABLE orders (id bigint, total int, at timestamptz);\n{_CHECK};\n"},
            base=_NOTHING,
        ),
    ],
)
def constraint_checked_under_lock(migration: Migration) -> Iterator[Found]:
    """A constraint on a table in use is checked for all its rows, or given its index, while users wait.

    ## Why it matters

    A foreign key locks both tables against writes while every row is looked up; a CHECK blocks readers too; a primary
    key, UNIQUE or EXCLUDE constraint builds its index under an exclusive lock. On a large table that is an outage.

    ## Instead

    PostgreSQL: add it NOT VALID, and VALIDATE CONSTRAINT in a later transaction, which lets others work. For UNIQUE
    and PRIMARY KEY build the index concurrently and attach it with USING INDEX. SQL Server: WITH NOCHECK, then WITH
    CHECK CHECK CONSTRAINT. Oracle: ENABLE NOVALIDATE, then VALIDATE.

    ## When it stays silent

    For tables that the same migration creates, for constraints that are added without a check, and where nothing
    tells which database runs the migration.

    ## Fix

    NOT VALID is written behind a foreign key or CHECK of PostgreSQL. The validation belongs in a later migration.
    """
    yield from held_up(
        migration, "adding-foreign-key-constraint", "constraint-missing-not-valid", "adding-primary-key-constraint",
        "disallow-unique-constraint", "adding-exclusion-constraint", "ban-alter-domain-with-add-constraint",
        mend=_not_valid,
    )  # fmt: skip


def _not_valid(migration: Migration, change: SchemaChange) -> Fix | None:
    start, end = change.span
    if migration.engine != "postgres" or not change.safely or "NOT VALID" not in change.safely:
        return None
    # A column that is added with REFERENCES cannot say NOT VALID.
    if migration.text[start:end].upper().split()[1:2] not in (["CONSTRAINT"], ["FOREIGN"], ["CHECK"]):
        return None
    return spliced(migration, end, " NOT VALID", "Add it NOT VALID, and validate it in a later migration")
