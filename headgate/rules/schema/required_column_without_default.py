"""Columns that old programs leave empty and that may not be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.finding import Level, Proof
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.witness import RefusedRow, refused_row
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._harmed import harmed

_FIRST = {"db/V1.sql": "CREATE TABLE shop.orders (id bigint, note varchar(20));\n"}


def _altered(action: str) -> dict[str, str]:
    return _FIRST | {"db/V2.sql": f"ALTER TABLE shop.orders {action};\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_altered("ADD COLUMN paid boolean NOT NULL"), {"db/V2.sql": (1,)}, base=_FIRST),
        repository(_altered("ADD COLUMN paid boolean NOT NULL DEFAULT false"), base=_FIRST),
        repository(_altered("ADD COLUMN paid boolean"), base=_FIRST),
    ],
)
def required_column_without_default(migration: Migration) -> Iterator[Found]:
    """A migration adds a column that must have a value, without a default for those who do not know it.

    ## Why it matters

    On a table with rows the statement fails; on an empty one every program that was written before can no longer
    insert, from the moment of the migration until all of them are deployed.

    ## Instead

    Add it as nullable or with a default, let all writers fill it, fill old rows, and set NOT NULL in a later
    migration.

    ## When it stays silent

    For columns with a default that stays, generated and serial ones, and for tables that the same migration creates. A
    default of Django's, which the database does not keep, is told as a note: old programs fail while they still run.

    ## Fix

    None is applied by itself: which default is right is a decision about the data.
    """
    for found in harmed(migration, "adding-required-field", "required-without-default", safely=_later, show=_row):
        if found.entity.endswith(":required-without-default") and not migration.is_sql:
            told = (
                f"{found.message} The framework's default is gone when old rows are filled: keep one in the database."
            )
            yield replace(found, level=Level.NOTE, message=told)
        else:
            yield found


def _row(migration: Migration, change: SchemaChange) -> RefusedRow | None:
    return refused_row(migration.before, change)


def _later(change: SchemaChange) -> str:
    table, _, column = change.entity.rpartition(".")
    return (
        f"ALTER TABLE {table} ADD COLUMN {column} <type>;\n"
        f"-- let all writers fill it, then fill old rows in slices:\n"
        f"UPDATE {table} SET {column} = <value> WHERE {column} IS NULL AND <key> BETWEEN <from> AND <to>;\n"
        f"-- in a later release:\n"
        f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;"
    )
