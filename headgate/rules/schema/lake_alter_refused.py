"""ALTER statements that Delta or Iceberg refuses as the table stands."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.finding import Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.impact.compat.change import SchemaChange
from headgate.impact.compat.ddl.lake_changes import refused
from headgate.impact.compat.ddl.statements import statements
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule

_DELTA = {"db/V1.sql": "CREATE TABLE lake.orders (id INT, note STRING) USING DELTA;\n"}
_MAPPED = {"db/V1.sql": _DELTA["db/V1.sql"].replace(";", " TBLPROPERTIES ('delta.columnMapping.mode' = 'name');")}
_ICEBERG = {"db/V1.sql": "CREATE TABLE lake.orders (id INT, note STRING) USING iceberg;\n"}
_DROP = {"db/V2.sql": "ALTER TABLE lake.orders DROP COLUMN note;\n"}
_MODE = (
    "ALTER TABLE lake.orders SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2', "
    "'delta.minWriterVersion' = '5');\n"
)
_MANUALS = {
    "delta-needs-column-mapping": "https://docs.delta.io/latest/delta-column-mapping.html",
    "delta-needs-type-widening": "https://docs.delta.io/latest/delta-type-widening.html",
    "lake-type-change-refused": "https://iceberg.apache.org/spec/#schema-evolution",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_DELTA | _DROP, {"db/V2.sql": (1,)}, base=_DELTA, fixed={"db/V2.sql": _MODE + _DROP["db/V2.sql"]}),
        repository(
            _DELTA | {"db/V2.sql": "ALTER TABLE lake.orders ALTER COLUMN id TYPE BIGINT;\n"},
            {"db/V2.sql": (1,)},
            base=_DELTA,
        ),
        repository(
            _ICEBERG | {"db/V2.sql": "ALTER TABLE lake.orders ALTER COLUMN id TYPE STRING;\n"},
            {"db/V2.sql": (1,)},
            base=_ICEBERG,
        ),
        repository(_MAPPED | _DROP, base=_MAPPED),
        repository(_ICEBERG | _DROP, base=_ICEBERG),
        repository(_ICEBERG | {"db/V2.sql": "ALTER TABLE lake.orders ALTER COLUMN id TYPE BIGINT;\n"}, base=_ICEBERG),
        repository(
            _ICEBERG | {"db/V2.sql": "ALTER TABLE lake.orders REPLACE PARTITION FIELD id WITH bucket(16, id);\n"},
            base=_ICEBERG,
        ),
    ],
)
def lake_alter_refused(migration: Migration) -> Iterator[Found]:
    """A migration alters a Delta or Iceberg table in a way that the table does not allow as it stands.

    ## Why it matters

    Delta drops and renames columns only in tables whose column mapping has the mode `name`, and widens a type only
    in tables with type widening; Iceberg promotes int to bigint, float to double and decimals to more digits, and
    nothing else. Every other ALTER fails, and what stands before it in the script has been done already.

    ## Instead

    Set the property first, once all readers know it: it raises the protocol that they must speak. For a type that
    does not widen add a column beside it.

    ## When it stays silent

    For tables whose CREATE TABLE is in no earlier migration, and where a property that allows it was set.

    ## Fix

    The ALTER TABLE that sets the column mapping is written before the statement. Which readers are too old for it is
    not to be seen in the repository.
    """
    try:
        script = statements(migration.text, migration.dialect or "spark")
        earlier = statements(migration.earlier, migration.dialect or "spark")
    except UnreadableSchema:
        return
    for change in refused(earlier, script):
        yield Found(
            f"{change.message}.",
            change.new_line,
            path=migration.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(
                Evidence(EvidenceKind.SAFE_SEQUENCE, change.safely),
                Evidence(EvidenceKind.DOCUMENT, _MANUALS[change.kind]),
            ),
            fix=_mapped(migration, change),
        )


def _mapped(migration: Migration, change: SchemaChange) -> Fix | None:
    """The statement before it, where it begins a line."""
    if change.kind != "delta-needs-column-mapping" or not migration.is_sql:
        return None
    line = migration.text.split("\n")[change.new_line - 1]
    if not line.lstrip().upper().startswith("ALTER"):
        return None
    text = f"{change.safely}\n{line}\n"
    return Fix("Set the column mapping first", (TextEdit(migration.path, change.new_line, change.new_line, text),))
