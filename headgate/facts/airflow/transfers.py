"""Operators and sensors that move or await files and tables by their arguments, without any SQL.

Sources: the Airflow provider packages for Amazon, Google and Snowflake, and the BigQuery REST reference, "Job
configuration" (`query`, `load`, `extract`, `copy`).
"""

from __future__ import annotations

from collections.abc import Iterator

from headgate.dataset import CHECK, DatasetId, at_path, table
from headgate.facts.airflow.values import TaskHandle
from headgate.facts.python.values import strings_in

_MARKERS = ("_SUCCESS", "_DONE", "_READY", "success.txt", "_success")
"""Files by whose coming a sensor knows that the folder around them is whole."""

_FILES: dict[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = {
    "s3toredshift": (("s3", ("s3_bucket",), ("s3_key",)),),
    "s3tosql": (("s3", ("s3_bucket",), ("s3_key",)),),
    "s3keysensor": (("s3", ("bucket_name",), ("bucket_key",)),),
    "s3copyobject": (("s3", ("source_bucket_name",), ("source_bucket_key",)),),
    "gcstobigquery": (("gs", ("bucket",), ("source_objects",)),),
    "gcstogcs": (("gs", ("source_bucket",), ("source_object", "source_objects")),),
    "gcstos3": (("gs", ("gcs_bucket", "bucket"), ("prefix",)),),
    "gcsobjectexistencesensor": (("gs", ("bucket",), ("object",)),),
    "gcsobjectswithprefixexistencesensor": (("gs", ("bucket",), ("prefix",)),),
    "s3togcs": (("s3", ("bucket",), ("prefix",)),),
}
"""What an operator reads: scheme, arguments that name the bucket, arguments that name the keys in it."""
_FILES_OUT: dict[str, tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = {
    "redshifttos3": (("s3", ("s3_bucket",), ("s3_key",)),),
    "s3copyobject": (("s3", ("dest_bucket_name",), ("dest_bucket_key",)),),
    "sqltos3": (("s3", ("s3_bucket",), ("s3_key",)),),
    "mysqltos3": (("s3", ("s3_bucket",), ("s3_key",)),),
    "localfilesystemtos3": (("s3", ("dest_bucket",), ("dest_key",)),),
    "localfilesystemtogcs": (("gs", ("bucket",), ("dst",)),),
    "gcstogcs": (("gs", ("destination_bucket",), ("destination_object",)),),
    "gcstos3": (("s3", (), ("dest_s3_key",)),),
    "s3togcs": (("gs", (), ("dest_gcs",)),),
    "bigquerytogcs": (("gs", (), ("destination_cloud_storage_uris",)),),
    **dict.fromkeys(
        (f"{engine}togcs" for engine in ("postgres", "mysql", "mssql", "oracle", "trino", "presto", "cassandra")),
        (("gs", ("bucket",), ("filename",)),),
    ),
}
_TABLE_IN = ("redshifttos3", "bigquerytableexistencesensor", "bigquerytablepartitionexistencesensor")
_TABLE_OUT = ("s3toredshift", "s3tosnowflake", "copyfromexternalstagetosnowflake", "s3tosql")


def moved(task: TaskHandle) -> tuple[list[DatasetId], list[DatasetId]]:
    """What `task` reads and writes."""
    name = task.operator.rsplit(".", 1)[-1].lower().removesuffix("operator").removesuffix("async")
    reads = [*_files(task, _FILES.get(name, ())), *(_tables(task) if name in _TABLE_IN else ())]
    writes = [*_files(task, _FILES_OUT.get(name, ())), *(_tables(task) if name in _TABLE_OUT else ())]
    if "greatexpectations" in name or name.startswith("gxvalidate"):
        reads += (table(one) for one in _plain(task.arguments.get("data_asset_name")) if "/" not in one)
        writes += (DatasetId(CHECK, one) for one in _plain(task.arguments.get("expectation_suite_name")))
    job_reads, job_writes = _configured(task.arguments.get("configuration"))
    return [*reads, *job_reads], [*writes, *job_writes]


def _files(task: TaskHandle, specs: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]) -> Iterator[DatasetId]:
    for scheme, buckets, keys in specs:
        bucket = next((one for name in buckets for one in strings_in(task.arguments.get(name))), "")
        for written in (one for name in keys for one in strings_in(task.arguments.get(name))):
            whole = written if "://" in written else f"{scheme}://{bucket}/{written.lstrip('/')}" if bucket else ""
            found = _folder(whole)
            if found is not None:
                yield found


def _folder(uri: str) -> DatasetId | None:
    """The dataset at `uri`; of a name that is made at run time, the folder before it."""
    head, mark, _ = uri.partition("{")
    if mark:
        head = head.rpartition("/")[0]
    scheme, _, rest = head.partition("://")
    parts = rest.rstrip("/").split("/")
    while len(parts) > 1 and parts[-1] in _MARKERS:
        parts.pop()
    return at_path(f"{scheme}://{'/'.join(parts)}") if scheme and len(parts) > 1 else None


def _tables(task: TaskHandle) -> Iterator[DatasetId]:
    names = task.arguments.get("table") or task.arguments.get("table_id")
    around = [
        one
        for key in (("database", "project_id"), ("schema", "dataset_id"))
        for one in (next((o for k in key for o in _plain(task.arguments.get(k))), ""),)
        if one
    ]
    for name in _plain(names):
        yield table(name if "." in name else ".".join((*around, name)))


def _plain(value: object) -> Iterator[str]:
    return (one for one in strings_in(value) if one and "{" not in one)


def _configured(configuration: object) -> tuple[list[DatasetId], list[DatasetId]]:
    """The tables and files of a BigQuery job."""
    reads: list[DatasetId] = []
    writes: list[DatasetId] = []
    if not isinstance(configuration, dict):
        return reads, writes
    for kind in ("query", "load", "extract", "copy"):
        job = configuration.get(kind)
        if isinstance(job, dict):
            writes += (*_references(job.get("destinationTable")), *_uris(job.get("destinationUris")))
            reads += (*_references(job.get("sourceTable")), *_references(job.get("sourceTables")))
            reads += _uris(job.get("sourceUris"))
    return reads, writes


def _uris(value: object) -> Iterator[DatasetId]:
    return (one for uri in strings_in(value) if (one := _folder(uri)) is not None)


def _references(value: object) -> Iterator[DatasetId]:
    for one in value if isinstance(value, list | tuple) else (value,):
        if not isinstance(one, dict):
            continue
        parts = [one.get(key) for key in ("projectId", "datasetId", "tableId")]
        named = [part for part in parts if isinstance(part, str) and "{" not in part]
        if len(named) > 1 and isinstance(parts[2], str) and "{" not in parts[2]:
            yield table(".".join(named).split("$", 1)[0])
