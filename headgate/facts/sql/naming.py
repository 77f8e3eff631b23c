"""From names as SQL writes them to identities of datasets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headgate.dataset import DatasetId, at_path, table

_FILE_FORMATS = frozenset(
    ("parquet", "csv", "json", "orc", "avro", "text", "delta", "iceberg", "binaryfile", "xml", "jsonl")
)
_PATH_DIALECTS = ("spark", "spark2", "databricks", "hive")
_SHARD = re.compile(r"_(?:\d{8}|\d{0,7}\*)$")
_DECORATOR = re.compile(r"\$(?:\d{4,10}|__\w+__)$")


def dataset_named(parts: Sequence[str], inside: Sequence[str], dialect: str) -> DatasetId:
    """The dataset that the dotted `parts` name, for names that stand inside a database or schema.

    Spark reads files as csv.`path`. BigQuery's `events_20240131` and `events_*` are shards of
    `events_yyyymmdd`, and `t$20240131` is a partition of `t`.
    """
    if dialect in _PATH_DIALECTS and len(parts) == 2 and parts[0].lower() in _FILE_FORMATS:
        return at_path(parts[1])
    parts = list(parts)
    if not parts[0].startswith(("#", "@")):
        parts = [*_missing(parts, inside), *parts]
    if dialect == "bigquery":
        parts[-1] = _SHARD.sub("_yyyymmdd", _DECORATOR.sub("", parts[-1]))
    return table(".".join(parts))


def _missing(parts: Sequence[str], inside: Sequence[str]) -> Sequence[str]:
    """The parts before a name that its surroundings give: of database and schema, those it does not say."""
    if len(parts) == 1:
        return inside
    return inside[:1] if len(parts) == 2 and len(inside) == 2 else ()
