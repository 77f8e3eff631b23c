"""Columns whose new type does not hold all the values of the old one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.ddl.columns import is_known
from headgate.impact.compat.ddl.witness import RefusedRow, refused_row
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._harmed import harmed

_FIRST = {"db/V1.sql": "CREATE TABLE shop.orders (\n  id bigint PRIMARY KEY,\n  note varchar(20)\n);\n"}


def _retyped(column: str, type_: str) -> dict[str, str]:
    return _FIRST | {"db/V2.sql": f"ALTER TABLE shop.orders\n  ALTER COLUMN {column} TYPE {type_};\n"}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_retyped("note", "varchar(10)"), {"db/V2.sql": (2,)}, base=_FIRST),
        repository(_retyped("id", "integer"), {"db/V2.sql": (2,)}, base=_FIRST),
        repository(_retyped("note", "varchar(40)"), base=_FIRST),
        repository(_retyped("note", "text"), base=_FIRST),
        repository(_retyped("note", "mood USING note::mood"), base=_FIRST),
        repository(_retyped("id", "numeric(20, 0)"), base=_FIRST),
    ],
)
def column_type_narrowed(migration: Migration) -> Iterator[Found]:
    """A migration gives a column a type that does not hold all values of the former one.

    ## Why it matters

    Rows that do not fit fail the migration, or are cut where the database is lax. Programs that still write the old
    values fail from then on.

    ## Instead

    Widen only. To narrow, first let a CHECK refuse new values, mend the old rows, and change the type last.

    ## When it stays silent

    For types that only widen, where earlier migrations do not tell what the type was, for types that the repository
    names itself (enums, domains), and for tables that the same migration creates.

    ## Fix

    None is applied by itself: which values are there is not to be seen in the script.
    """
    for found in harmed(migration, "changing-column-type", show=_row):
        change = next(one for one in migration.judged(Profile.DDL_COMPAT).breaking if _is(found, one))
        if change.backward and all(map(is_known, _types(change))):
            yield replace(found, message=f"{found.message} Not every old value fits.") if found.proof else found


def _types(change: SchemaChange) -> tuple[str, str]:
    before, _, after = change.message.rpartition(" changes from ")[2].rpartition(" to ")
    return before, after


def _is(found: Found, change: SchemaChange) -> bool:
    return found.entity == f"{change.entity}:{change.kind}" and found.line == change.new_line


def _row(migration: Migration, change: SchemaChange) -> RefusedRow | None:
    return refused_row(migration.before, change, change.message.rpartition(" to ")[2])
