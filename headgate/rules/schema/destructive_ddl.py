"""Migrations that take away what others still use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.facts.schemas.reading import UnreadableSchema
from headgate.finding import Level, Proof
from headgate.impact.compat.ddl.statements import statements
from headgate.impact.compat.migration import Migration
from headgate.impact.compat.renames import Part, Rename, renames
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._harmed import harmed

_FIRST = {
    "db/V1__a.sql": "CREATE TABLE shop.orders (\n  id bigint PRIMARY KEY,\n  note varchar(20)\n);\n",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _FIRST | {"db/V2__b.sql": "ALTER TABLE shop.orders\n  DROP COLUMN note;\n"},
            {"db/V2__b.sql": (2,)},
            base=_FIRST,
        ),
        repository(_FIRST | {"db/V2__b.sql": "TRUNCATE shop.orders;\n"}, {"db/V2__b.sql": (1,)}, base=_FIRST),
        repository(
            _FIRST | {"db/V2__b.sql": "CREATE TABLE shop.tmp (a int);\nDROP TABLE shop.tmp;\n"},
            base=_FIRST,
        ),
        repository(
            _FIRST | {"db/V2__b.sql": "ALTER TABLE shop.orders DROP COLUMN note, ADD COLUMN order_note varchar(20);\n"},
            {"db/V2__b.sql": (1,)},
            base=_FIRST,
        ),
        repository(_FIRST | {"db/V2__b.sql": "DROP VIEW shop.open_orders;\n"}, {"db/V2__b.sql": (1,)}, base=_FIRST),
        repository(
            _FIRST
            | {
                "db/V2__b.sql": "DROP VIEW IF EXISTS shop.open;\nCREATE VIEW shop.open AS SELECT id FROM shop.orders;\n"
            },
            base=_FIRST,
        ),
        repository(
            _FIRST | {"db/V2__b.down.sql": "ALTER TABLE shop.orders DROP COLUMN note;\n"},
            base=_FIRST,
        ),
        repository(
            _FIRST | {"db/V2.sql": "-- +goose Up\nSELECT 1;\n-- +goose Down\nDROP TABLE shop.orders;\n"},
            base=_FIRST,
        ),
    ],
)
def destructive_ddl(migration: Migration) -> Iterator[Found]:
    """A migration drops a table, a view, a column or all rows that existing programs still rely on.

    ## Why it matters

    A dropped column fails every query that names it, from the moment the migration ran until all readers are
    deployed. What was dropped is not brought back by rolling the program back.

    ## Instead

    Expand, migrate, contract: move the readers first, watch that nobody reads it any more, and drop it in a later
    release.

    ## When it stays silent

    For tables that the same migration creates, for a table or view that it makes anew under the same name, and for
    scripts that take a migration back (`.down.sql`, Flyway's `U2__`).

    ## Fix

    None is applied by itself: the order of deployments is not to be seen in the script.
    """
    for found in harmed(migration, "ban-drop-column", "ban-drop-table", "truncating-table", "dropping-view"):
        rename = _renamed(migration, found.entity.removesuffix(":ban-drop-column"))
        if found.entity.endswith(":ban-drop-column") and rename:
            why = ", ".join(rename.reasons)
            told = f"{found.message} {rename.new} is added and looks like the same column ({why}): its values are lost."
            yield replace(found, message=told)
        else:
            yield found


def _is_carried(migration: Migration, column: str) -> bool:
    """Whether a statement of the migration that writes rows speaks of the column: its values may go on elsewhere."""
    try:
        script = statements(migration.text, migration.dialect)
    except UnreadableSchema:
        return False
    writes = (words for words in script if words.words[0].upper in ("UPDATE", "INSERT", "MERGE", "WITH"))
    return any(word.text.lower() == column for words in writes for word in words.words)


def _renamed(migration: Migration, entity: str) -> Rename | None:
    """The column that comes with the same migration and is most likely the dropped one."""
    table, _, column = entity.rpartition(".")
    if _is_carried(migration, column):
        return None
    sides = [
        [Part(name, state.type, at) for at, (name, state) in enumerate(known.known.get(table, {}).items())]
        for known in (migration.before, migration.after)
    ]
    found = renames(sides[0], sides[1], migration.comparison.change)
    return next((one for one in found if one.old == column), None)
