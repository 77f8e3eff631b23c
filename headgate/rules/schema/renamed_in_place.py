"""Columns and tables that a migration gives another name while programs use the old one."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.finding import Level, Proof
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._harmed import harmed

_FIRST = {"db/V1.sql": "CREATE TABLE shop.orders (id bigint, note varchar(20));\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _FIRST | {"db/V2.sql": "ALTER TABLE shop.orders RENAME COLUMN note TO remark;\n"},
            {"db/V2.sql": (1,)},
            base=_FIRST,
        ),
        repository(
            _FIRST | {"db/V2.sql": "ALTER TABLE shop.orders RENAME TO shop.purchases;\n"},
            {"db/V2.sql": (1,)},
            base=_FIRST,
        ),
        repository(
            _FIRST | {"db/V2.sql": "CREATE TABLE shop.tmp (a int);\nALTER TABLE shop.tmp RENAME COLUMN a TO b;\n"},
            base=_FIRST,
        ),
    ],
)
def renamed_in_place(migration: Migration) -> Iterator[Found]:
    """A migration renames a column or a table that programs use under its old name.

    ## Why it matters

    There is no moment at which both the old and the new program work: whatever is deployed first fails until the
    other follows, and so do reports and jobs that nobody thought of.

    ## Instead

    For a table, leave a view under the old name. For a column, add the new one beside it, let both be written by the
    program or a trigger, fill old rows, move the readers, and drop the old one in a later release.

    ## When it stays silent

    For what the same migration creates, and for tables that are moved away to be made anew under the same name.

    ## Fix

    None is applied by itself: who uses the old name outside of this repository is not to be seen. The statements that
    keep the old name alive are shown.
    """
    yield from harmed(migration, "renaming-column", "renaming-table", safely=_bridge)


def _bridge(change: SchemaChange) -> str:
    new = change.message.partition(" is renamed to ")[2].partition(":")[0]
    if change.kind == "renaming-table":
        view = f"CREATE VIEW {change.entity} AS SELECT * FROM {new};"  # noqa: S608 - shown, never run
        told = "-- in the same transaction, until nobody uses the old name:"
        return f"ALTER TABLE {change.entity} RENAME TO {new};\n{told}\n{view}"
    table, _, old = change.entity.rpartition(".")
    return (
        f"ALTER TABLE {table} ADD COLUMN {new} <type of {old}>;\n"
        f"-- write both, then fill old rows in slices:\n"
        f"UPDATE {table} SET {new} = {old} WHERE {new} IS NULL AND <key> BETWEEN <from> AND <to>;\n"
        f"-- move readers; in a later release:\n"
        f"ALTER TABLE {table} DROP COLUMN {old};"
    )
