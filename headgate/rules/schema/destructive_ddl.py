"""Migrations that take away what others still use."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.finding import Level, Proof
from headgate.impact.compat.change import Profile, SchemaChange
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule

_FIRST = "CREATE TABLE shop.orders (\n  id bigint PRIMARY KEY,\n  note varchar(20)\n);\n"
_KINDS = (
    "ban-drop-column", "ban-drop-table", "renaming-column", "renaming-table", "changing-column-type",
    "adding-required-field", "truncating-table", "dropping-view",
)  # fmt: skip


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(
            {"db/V1__a.sql": _FIRST, "db/V2__b.sql": "ALTER TABLE shop.orders\n  DROP COLUMN note;\n"},
            {"db/V2__b.sql": (2,)},
            base={"db/V1__a.sql": _FIRST},
        ),
        repository(
            {"db/V1__a.sql": _FIRST, "db/V2__b.sql": "ALTER TABLE shop.orders ALTER COLUMN note TYPE varchar(10);\n"},
            {"db/V2__b.sql": (1,)},
            base={"db/V1__a.sql": _FIRST},
        ),
        repository(
            {
                "db/V1__a.sql": _FIRST,
                "db/V2__b.sql": "ALTER TABLE shop.orders ALTER COLUMN note TYPE varchar(40);\n"
                "ALTER TABLE shop.orders ADD COLUMN paid boolean;\n"
                "CREATE TABLE shop.tmp (a int);\nDROP TABLE shop.tmp;\n",
            },
            base={"db/V1__a.sql": _FIRST},
        ),
    ],
)
def destructive_ddl(migration: Migration) -> Iterator[Found]:
    """A migration drops, renames or narrows what existing programs and rows still rely on.

    ## Why it matters

    A dropped or renamed column fails every query that names it, from the moment the migration ran until all readers
    are deployed; a narrowed type fails on rows that are there already or cuts them. What was dropped is not brought
    back by rolling the program back.

    ## Instead

    Expand, migrate, contract: add the new column, write both, backfill, move the readers, and drop the old one in a
    later release when nothing reads it any more.

    ## When it stays silent

    For tables that the same migration creates, for columns added with a default or as nullable, and for types that
    only widen, as far as earlier migrations tell what they were.

    ## Fix

    None is applied by itself: the order of deployments is not to be seen in the script.
    """
    for change in migration.judged(Profile.DDL_COMPAT).breaking:
        if change.kind not in _KINDS or (change.kind == "changing-column-type" and not change.backward):
            continue
        readers = migration.readers(_table(change))
        names = ", ".join(f"{job.name} ({job.location})" for job in readers[:3])
        told = f" Read by {names}." if names else ""
        yield Found(
            message=f"{change.sentence}.{told}",
            line=change.new_line,
            path=migration.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.kind}: {change.message}"),),
            related=tuple(job.location for job in readers[:10]),
        )


def _table(change: SchemaChange) -> str:
    named_columns = ("ban-drop-column", "renaming-column", "changing-column-type", "adding-required-field")
    return change.entity.rpartition(".")[0] if change.kind in named_columns else change.entity
