"""Partition fields of Iceberg tables that change under programs which count on them."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.finding import Level, Proof
from headgate.impact.compat.ddl.partition_fields import (
    PartitionChange,
    dynamic_overwrites,
    metadata_readers,
    partition_changes,
)
from headgate.impact.compat.ddl.statements import statements
from headgate.impact.compat.migration import Migration
from headgate.rules.registry import Found, repository, rule

_MANUAL = "https://iceberg.apache.org/docs/latest/spark-ddl/#alter-table-add-partition-field"
_DONE = {"ADD": "added to", "DROP": "dropped from", "REPLACE": "replaced in"}
_BASE = {
    "db/V1.sql": "CREATE TABLE lake.orders (id BIGINT, at TIMESTAMP) USING iceberg PARTITIONED BY (days(at));\n",
    "jobs/daily.py": """
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    spark.table("stage.orders").writeTo("lake.orders").overwritePartitions()
    """,
}
_HOURS = {"db/V2.sql": "ALTER TABLE lake.orders REPLACE PARTITION FIELD days(at) WITH hours(at);\n"}
_APPENDS = _BASE | {"jobs/daily.py": _BASE["jobs/daily.py"].replace("overwritePartitions", "append")}
_LOOKED_AT = {
    "db/V1.sql": _BASE["db/V1.sql"],
    "jobs/sizes.sql": "CREATE TABLE ops.sizes AS\nSELECT partition, file_count FROM lake.orders.partitions;\n",
}


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        repository(_BASE | _HOURS, {"db/V2.sql": (1,)}, base=_BASE),
        repository(
            _BASE | {"db/V2.sql": "ALTER TABLE lake.orders ADD PARTITION FIELD bucket(16, id);\n"},
            {"db/V2.sql": (1,)},
            base=_BASE,
        ),
        repository(
            _LOOKED_AT | {"db/V2.sql": "ALTER TABLE lake.orders DROP PARTITION FIELD days(at);\n"},
            {"db/V2.sql": (1,)},
            base=_LOOKED_AT,
        ),
        repository(_APPENDS | _HOURS, base=_APPENDS),
        repository(_BASE | {"db/V2.sql": "ALTER TABLE lake.orders ADD COLUMN note STRING;\n"}, base=_BASE),
    ],
)
def partition_field_changed(migration: Migration) -> Iterator[Found]:
    """A migration changes the partition fields of an Iceberg table that a job overwrites by partition.

    ## Why it matters

    Changing a partition field is an operation on metadata: old files keep the layout that they were written with. A
    dynamic overwrite replaces the partitions that its rows fall into, whatever they are by then: after days became
    hours, a job that writes a day anew replaces the hours that it has rows for and leaves the others. It drops files
    of the present layout only, so that rows in files of the old one stay, and are there twice. Metadata tables
    (`files`, `partitions`) get other columns, and queries on them fail or count otherwise.

    ## Instead

    Let the job say which rows it replaces, by values and not by layout: `overwrite(condition)` of DataFrameWriterV2,
    `DELETE` and `INSERT` in one branch, or `MERGE`. Change the partition fields behind it, and rewrite old files with
    `rewrite_data_files` where filters on the new field are to skip them.

    ## When it stays silent

    When nothing in the repository overwrites the table dynamically or reads its metadata tables: queries filter on
    columns, and Iceberg plans old and new files apart. A static overwrite by a condition is no dynamic one.

    ## Fix

    None is applied by itself: which rows a run is meant to replace is not to be seen in the statement.
    """
    try:
        script = statements(migration.text, migration.dialect or "spark")
    except UnreadableSchema:
        return
    project = migration.comparison.head
    for change in partition_changes(script):
        overwrites = list(dynamic_overwrites(project, change.table))
        looks = [] if change.action == "ADD" else list(metadata_readers(project, change.table))
        if not overwrites and not looks:
            continue
        told = [f"{job.name} ({at}) overwrites by partition" for job, at in overwrites]
        told += [f"{job.name} ({at}) reads its metadata" for job, at in looks]
        harm = "and from now on replaces other rows than before" if overwrites else "whose columns change with it"
        yield Found(
            f"The partition field {change.field} is {_DONE[change.action]} {change.table}: {told[0]}, {harm}.",
            change.line,
            path=migration.path,
            entity=f"{change.table}:{change.field}:partition-field",
            evidence=(
                Evidence(EvidenceKind.READERS, "\n".join(told[:12])),
                Evidence(EvidenceKind.SAFE_SEQUENCE, _sequence(change)),
                Evidence(EvidenceKind.DOCUMENT, _MANUAL),
            ),
            related=tuple(at for _, at in (*overwrites, *looks))[:10],
        )


def _sequence(change: PartitionChange) -> str:
    field = change.instead or change.field
    return (
        "-- 1. the job names the rows that it replaces: writeTo(t).overwrite(condition), or MERGE\n"
        f"-- 2. this ALTER TABLE, then: CALL system.rewrite_data_files(table => '{change.table}');\n"
        f"--    until then only new files are laid out by {field}"
    )
