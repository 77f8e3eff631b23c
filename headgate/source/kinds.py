"""What kind of file a file is, told by its name and by its content."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from headgate.source.documents import HEAD, SPARK_JOB, conf_kinds, json_kinds, spark_job_kinds, yaml_kinds
from headgate.source.kind import Kind

__all__ = ["Kind", "dbt_root_of", "kinds_of", "readable_name", "told_by_content", "usual_dbt_role"]


_DBT_FOLDERS = {
    "models": "model",
    "snapshots": "snapshot",
    "macros": "macro",
    "tests": "test",
    "analyses": "analysis",
    "analysis": "analysis",
    "seeds": "seed",
    "data": "seed",
}
"""dbt's usual folders and what they hold."""
_SPARK_PYTHON = re.compile(
    r"^[ \t]*(?:from|import)\s+(?:pyspark|databricks|delta)\b|\bSparkSession\b|\bspark\.(?:read|sql|table)\b",
    re.M,
)
_FLINK_PYTHON = re.compile(r"^[ \t]*(?:from|import)\s+pyflink\b", re.M)
_AIRFLOW = re.compile(r"^[ \t]*(?:from|import)\s+(?:airflow|astronomer|cosmos)\b", re.M)
_KAFKA_PYTHON = re.compile(r"^[ \t]*(?:from|import)\s+(?:kafka|confluent_kafka|aiokafka|faust)\b", re.M)
_PANDAS = re.compile(r"^[ \t]*(?:from|import)\s+(?:pandas|polars|dask)\b", re.M)
_DBT_PYTHON = re.compile(r"^def\s+model\s*\(\s*dbt\s*,", re.M)
_SPARK_SCALA = re.compile(r"^[ \t]*import\s+org\.apache\.spark\b|\bSparkSession\b|\bDataFrame\b|\bDataset\[", re.M)
_JINJA = re.compile(r"\{\{|\{%|\{#")
_FLINK_SQL = re.compile(
    r"'connector'\s*=\s*'|\bWATERMARK\s+FOR\b|\b(?:EXECUTE|BEGIN)\s+STATEMENT\s+SET\b"
    r"|\b(?:TUMBLE|HOP|CUMULATE)\s*\(\s*(?:DATA\s*=>\s*)?TABLE\b|\bCREATE\s+CATALOG\s+\S+\s+WITH\b",
    re.I,
)
_SPARK_PLAN = re.compile(r"^== (?:Parsed Logical|Analyzed Logical|Optimized Logical|Physical) Plan ==[ \t]*$", re.M)
_PLAN_SUFFIXES = (".txt", ".plan", ".explain")
_SQL_SUFFIXES = (".sql", ".ddl", ".hql", ".bql", ".psql", ".tsql", ".ksql")
_KSQL = re.compile(
    r"\bKAFKA_TOPIC\s*=\s*'|\bVALUE_FORMAT\s*=\s*'|\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:SOURCE\s+)?STREAM\b[^;]{0,5000}\bEMIT\s+CHANGES"
    r"|\bCREATE\s+(?:SOURCE|SINK)\s+CONNECTOR\b",
    re.I,
)
_DBT_OUTPUT = re.compile(r"(?:^|/)target/(?:compiled|run)/")
"""What dbt renders from files that are read themselves."""
_LOOKML = (".lkml", ".lookml")
_BY_SUFFIX = {
    **dict.fromkeys(_LOOKML, Kind.LOOKML),
    ".proto": Kind.PROTOBUF,
    **dict.fromkeys((".avsc", ".avpr", ".avdl"), Kind.AVRO),
}
"""Suffixes that say all."""
_SCRIPTS = (".sh", ".bash", ".mk")
_SCRIPT_NAME = re.compile(r"(?:GNU)?[Mm]akefile|(?:[\w-]+\.)?Dockerfile(?:\.[\w-]+)?")
_TERRAFORM = (".tf", ".hcl")
_SPARK_COMMAND = re.compile(r"\b(?:spark[23]?-submit|spark-shell|spark-sql|pyspark)\b|--conf[ =][\"']?spark\.")


def kinds_of(
    path: str,
    text: str,
    *,
    dbt_roots: tuple[str, ...] = (),
    dbt_role: Callable[[str], str] | None = None,
) -> frozenset[Kind]:
    """The kinds of the file at `path` with content `text`; empty where Headgate does not read it.

    `dbt_roots` are the folders that hold a `dbt_project.yml` (`""` for the root of the snapshot); `dbt_role`
    tells of a path what its project keeps there (`model`, `seed`, `macro`, …), empty outside all projects.
    Without it the usual folder names tell.
    """
    role = dbt_role(path) if dbt_role is not None else usual_dbt_role(path, dbt_roots)
    pure = PurePosixPath(path)
    suffix = pure.suffix.lower()
    if suffix in (".py", ".ipynb"):
        return _python(text)
    if suffix in _SQL_SUFFIXES:
        return frozenset() if _DBT_OUTPUT.search(path) else _sql(path, text, role)
    if suffix in _BY_SUFFIX:
        return frozenset({_BY_SUFFIX[suffix]})
    if suffix in (".yml", ".yaml"):
        return yaml_kinds(pure, text) | spark_job_kinds(text)
    if suffix == ".scala":
        return frozenset({Kind.SCALA_SPARK if _SPARK_SCALA.search(text) else Kind.SCALA})
    if suffix == ".csv":
        return frozenset({Kind.SEED}) if role == "seed" else frozenset()
    if suffix == ".json":
        return json_kinds(pure, text) | spark_job_kinds(text)
    if suffix in _SCRIPTS or _SCRIPT_NAME.fullmatch(pure.name):
        return frozenset({Kind.SPARK_COMMANDS} if _SPARK_COMMAND.search(text) else ())
    if suffix in _TERRAFORM:
        return frozenset(
            kind
            for kind, shown in ((Kind.TERRAFORM, SPARK_JOB), (Kind.KAFKA_CONFIG, _TERRAFORM_TOPIC))
            if shown.search(text)
        )
    if suffix in (".conf", ".properties"):
        return conf_kinds(text)
    if suffix in _PLAN_SUFFIXES:
        return frozenset({Kind.SPARK_PLAN}) if _SPARK_PLAN.search(text[:HEAD]) else frozenset()
    return frozenset()


def told_by_content(path: str) -> bool:
    """Whether the name of the file promises nothing: a text of any sort, that only its content can make a plan."""
    return PurePosixPath(path).suffix.lower() == ".txt"


def readable_name(path: str) -> bool:
    """Whether the name alone says that `kinds_of` could answer something; saves reading the rest.

    >>> readable_name("a/b.SQL"), readable_name("logo.png")
    (True, False)
    """
    pure = PurePosixPath(path)
    return pure.suffix.lower() in _READABLE or _SCRIPT_NAME.fullmatch(pure.name) is not None


_READABLE = frozenset(
    (
        *_SQL_SUFFIXES,
        ".py",
        ".ipynb",
        ".yml",
        ".yaml",
        ".scala",
        ".csv",
        ".proto",
        ".avsc",
        ".avpr",
        ".avdl",
        ".json",
        *_LOOKML,
        *_SCRIPTS,
        *_TERRAFORM,
        ".conf",
        ".properties",
        *_PLAN_SUFFIXES,
    )
)


def dbt_root_of(path: str, dbt_roots: tuple[str, ...]) -> str | None:
    """The innermost dbt project folder that holds `path`, or None."""
    inside = [root for root in dbt_roots if not root or path.startswith(root + "/")]
    return max(inside, key=len, default=None)


def usual_dbt_role(path: str, dbt_roots: tuple[str, ...]) -> str:
    """What lies at `path` in a dbt project with the usual folders; empty outside of them."""
    root = dbt_root_of(path, dbt_roots)
    if root is None:
        return ""
    inner = path[len(root) + 1 :] if root else path
    return _DBT_FOLDERS.get(inner.split("/", 1)[0], "")


def _python(text: str) -> frozenset[Kind]:
    found = {
        kind
        for kind, pattern in (
            (Kind.PYSPARK, _SPARK_PYTHON),
            (Kind.AIRFLOW, _AIRFLOW),
            (Kind.KAFKA_PYTHON, _KAFKA_PYTHON),
            (Kind.FLINK_PYTHON, _FLINK_PYTHON),
            (Kind.PANDAS, _PANDAS),
            (Kind.DBT_PYTHON, _DBT_PYTHON),
        )
        if pattern.search(text)
    }
    return frozenset(found or {Kind.PYTHON})


def _sql(path: str, text: str, role: str) -> frozenset[Kind]:
    if role:
        return frozenset({Kind.DBT_SQL})
    if path.lower().endswith(".ksql") or _KSQL.search(text):
        return frozenset({Kind.KSQL})
    if _FLINK_SQL.search(text):
        return frozenset({Kind.FLINK_SQL})
    return frozenset({Kind.SQL_TEMPLATE if _JINJA.search(text) else Kind.SQL})


_TERRAFORM_TOPIC = re.compile(r'^[ \t]*resource\s+"(?:kafka_topic|confluent_kafka_topic)"', re.M)
