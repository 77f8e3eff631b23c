"""Which SQL dialect the files of a repository are written in, from what the repository itself says.

Nothing of this is a fault or proves one: it decides how text is parsed. Every answer has its reason, and
where nothing tells, the answer is empty and the reader says what it assumed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml

ADAPTERS: Mapping[str, str] = {
    "snowflake": "snowflake",
    "bigquery": "bigquery",
    "redshift": "redshift",
    "postgres": "postgres",
    "alloydb": "postgres",
    "materialize": "postgres",
    "databricks": "databricks",
    "spark": "spark",
    "glue": "spark",
    "duckdb": "duckdb",
    "trino": "trino",
    "starburst": "trino",
    "presto": "presto",
    "athena": "athena",
    "clickhouse": "clickhouse",
    "sqlserver": "tsql",
    "synapse": "tsql",
    "fabric": "tsql",
    "mysql": "mysql",
    "oracle": "oracle",
    "sqlite": "sqlite",
    "teradata": "teradata",
    "exasol": "exasol",
}
"""dbt adapters to sqlglot's dialects. Source: docs.getdbt.com/docs/trusted-adapters"""
_REQUIREMENT = re.compile(rf"\bdbt[-_]({'|'.join(ADAPTERS)})\b")
_MARKS: tuple[tuple[str, str, str], ...] = (
    ("bigquery", "`project.dataset.table` in backticks", r"`[\w-]+\.[\w-]+\.[\w$*-]+`"),
    ("bigquery", "words of BigQuery", r"\b(?:safe_cast|struct<|_partitiontime|int64|generate_date_array)"),
    ("bigquery", "partition_by as a dictionary", r"partition_by\s*=\s*\{"),
    ("spark", "Spark's table clauses", r"\busing\s+(?:delta|parquet|iceberg|orc)\b|\btblproperties\b"),
    ("spark", "Spark's LATERAL VIEW", r"\blateral\s+view\b"),
    ("spark", "file_format in config()", r"file_format\s*=\s*['\"](?:delta|parquet|iceberg|hudi|orc)"),
    ("snowflake", "Snowflake's FLATTEN", r"\blateral\s+flatten\b|\bflatten\s*\(\s*input\s*=>"),
    ("snowflake", "Snowflake's VARIANT", r"::\s*variant\b|\bvariant\s+not\s+null\b"),
    ("snowflake", "Snowflake's configuration", r"snowflake_warehouse\s*=|\bcopy_grants\s*="),
    ("redshift", "Redshift's table clauses", r"\bdistkey\b|\bsortkey\b|\bdiststyle\b"),
    ("clickhouse", "ClickHouse's engines", r"\bengine\s*=\s*\w*mergetree|\bengine\s*=\s*get_engine"),
    ("clickhouse", "ClickHouse's functions", r"\btoDateTime\(|\bJSONExtractString\("),
    ("postgres", "PostgreSQL's types", r"\b(?:big)?serial\b|\bjsonb\b|\btimestamptz\b"),
    ("postgres", "PL/pgSQL", r"\blanguage\s+plpgsql\b|\bdo\s+\$\$"),
    ("mysql", "MySQL's table clauses", r"\bauto_increment\b|\bengine\s*=\s*innodb"),
    ("tsql", "Transact-SQL", r"\[dbo\]\.|\bnvarchar\b|\bcross\s+apply\b|\bwith\s*\(\s*nolock\b"),
)
"""Dialect, what tells it, and how it looks in a file."""
_COMPILED = tuple((dialect, what, re.compile(pattern, re.I)) for dialect, what, pattern in _MARKS)
_LOOKED_AT = 60_000
"""Characters of a file that are looked at for marks."""


@dataclass(frozen=True, slots=True)
class Told:
    """A dialect and what tells it; both empty where nothing does."""

    dialect: str = ""
    reason: str = ""


def from_profiles(text: str, path: str, profile: str = "") -> Told:
    """The adapter in a `profiles.yml`: of `profile` alone where one is given, else of all."""
    try:
        documents = read_yaml(text)
    except HeadgateError:
        return Told()
    profiles = dict(documents[0].pairs()) if documents else {}
    dialects = {
        ADAPTERS[name]
        for label, body in profiles.items()
        if not profile or label == profile
        for name in _types(body)
        if name in ADAPTERS
    }
    return Told(dialects.pop(), path) if len(dialects) == 1 else Told()


def _types(profile: Value) -> set[str]:
    """Adapters of the outputs of a profile; of the target alone where it is named."""
    outputs = profile.get("outputs")
    target = outputs.get(profile.get("target").text)
    return {one.get("type").text for one in ([target] if target.present else dict(outputs.pairs()).values())}


def from_requirements(text: str, path: str) -> Told:
    """The one adapter that a requirements file installs."""
    dialects = {ADAPTERS[name.lower()] for name in _REQUIREMENT.findall(text[:_LOOKED_AT])}
    return Told(dialects.pop(), f"dbt's adapter in {path}") if len(dialects) == 1 else Told()


def from_project(text: str, path: str) -> Told:
    """Configuration in a `dbt_project.yml` that one adapter alone knows."""
    for dialect, names in _PROJECT_SETTINGS.items():
        found = next((name for name in names if re.search(rf"^[ \t]*\+?{name}[ \t]*:", text[:_LOOKED_AT], re.M)), "")
        if found:
            return Told(dialect, f"{found} in {path}")
    return Told()


_PROJECT_SETTINGS = {
    "snowflake": ("snowflake_warehouse", "query_tag", "transient", "copy_grants", "secure"),
    "spark": ("file_format", "location_root", "buckets"),
    "redshift": ("dist", "sort", "sort_type"),
    "clickhouse": ("engine", "ttl"),
    "bigquery": ("require_partition_filter", "kms_key_name", "maximum_bytes_billed", "labels"),
}


def from_text(text: str) -> Told:
    """What the text of one SQL file gives away; empty where marks of two dialects stand in it."""
    found = {dialect: what for dialect, what, mark in _COMPILED if mark.search(text[:_LOOKED_AT])}
    if len(found) != 1:
        return Told()
    dialect, what = next(iter(found.items()))
    return Told(dialect, what)


def majority(votes: Iterable[Told]) -> Told:
    """The dialect that at least three quarters of the files that tell anything agree on."""
    votes = [vote for vote in votes if vote.dialect]
    counted = Counter(vote.dialect for vote in votes)
    if not counted:
        return Told()
    dialect, count = counted.most_common(1)[0]
    if count < 0.75 * sum(counted.values()):
        return Told()
    what = Counter(vote.reason for vote in votes if vote.dialect == dialect).most_common(1)[0][0]
    return Told(dialect, f"{what} in {count} file{'s' if count > 1 else ''} beside it")
