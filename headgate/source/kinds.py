"""What kind of file a file is, told by its name and by its content."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """A way of reading a file. One file may be of several kinds: a DAG that holds Spark code."""

    SQL = "sql"
    """SQL that can be parsed as it stands."""
    SQL_TEMPLATE = "sql-template"
    """SQL with Jinja outside a dbt project (inside one, see DBT_SQL)."""
    DBT_SQL = "dbt-sql"
    """SQL below a dbt project's folders: model, test, snapshot, analysis or macro."""
    FLINK_SQL = "flink-sql"
    KSQL = "ksql"
    DBT_PROJECT = "dbt-project"
    DBT_PROPERTIES = "dbt-properties"
    SEED = "seed"
    PYSPARK = "pyspark"
    PANDAS = "pandas"
    DBT_PYTHON = "dbt-python"
    AIRFLOW = "airflow"
    KAFKA_PYTHON = "kafka-python"
    FLINK_PYTHON = "flink-python"
    PYTHON = "python"
    """Python of none of the kinds above."""
    SCALA_SPARK = "scala-spark"
    SCALA = "scala"
    AVRO = "avro"
    PROTOBUF = "protobuf"
    JSON_SCHEMA = "json-schema"
    SPARK_CONF = "spark-conf"
    SPARK_PLAN = "spark-plan"
    """What EXPLAIN of Spark wrote."""
    SPARK_COMMANDS = "spark-commands"
    """A script, Makefile or Dockerfile that launches Spark."""
    SPARK_JOB = "spark-job"
    """YAML or JSON that describes a Spark job or cluster, whatever else it is."""
    TERRAFORM = "terraform"
    """Terraform that describes a Spark job or cluster."""
    KAFKA_CONNECT = "kafka-connect"
    KAFKA_CONFIG = "kafka-config"
    """Settings of Kafka clients and topics."""
    FLINK_CONF = "flink-conf"
    GREAT_EXPECTATIONS = "great-expectations"
    SODA = "soda"
    DATA_CONTRACT = "data-contract"
    BIGQUERY_SCHEMA = "bigquery-schema"
    LOOKML = "lookml"
    CUBE = "cube"
    DBT_MANIFEST = "dbt-manifest"
    DBT_CATALOG = "dbt-catalog"


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
_HEAD = 2_000
"""Characters within which a dbt artifact or a plan says what it is."""
_SPARK_PLAN = re.compile(r"^== (?:Parsed Logical|Analyzed Logical|Optimized Logical|Physical) Plan ==[ \t]*$", re.M)
_PLAN_SUFFIXES = (".txt", ".plan", ".explain")
_DBT_ARTIFACTS = {Kind.DBT_MANIFEST: "/dbt/manifest/", Kind.DBT_CATALOG: "/dbt/catalog/"}
_SOURCES = re.compile(
    r"^(?:models|sources|seeds|snapshots|exposures|macros|metrics|semantic_models|groups|unit_tests|data_tests|analyses|saved_queries)\s*:",
    re.M,
)
_CONTRACT = re.compile(r"^(?:dataContractSpecification|kind\s*:\s*DataContract)", re.M)
_SODA = re.compile(
    r"^(?:checks for |for each dataset )[^\n:]+:|^dataset\s*:[^\n]+\n(?:[^\n]*\n){0,200}?(?:columns|checks)\s*:", re.M
)
_SQL_SUFFIXES = (".sql", ".ddl", ".hql", ".bql", ".psql", ".tsql", ".ksql")
_KSQL = re.compile(
    r"\bKAFKA_TOPIC\s*=\s*'|\bVALUE_FORMAT\s*=\s*'|\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:SOURCE\s+)?STREAM\b[^;]{0,5000}\bEMIT\s+CHANGES"
    r"|\bCREATE\s+(?:SOURCE|SINK)\s+CONNECTOR\b",
    re.I,
)
_EXPECTATION = re.compile(r'"(?:expectation_type|type)"\s*:\s*"expect_\w+"|"validation_definitions"\s*:')
_EXPECTATION_YAML = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:expectation_suite_names?|expectation_type|fluent_datasources|validation_definitions)\s*:",
    re.M,
)
_CUBE = re.compile(r"^(?:cubes|views)\s*:\s*$", re.M)
_CUBE_MEMBER = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:sql_table|sql|join_path|dimensions|measures|includes|extends)\s*:", re.M
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
_SPARK_JOB = re.compile(
    r"^[ \t\"'\\-]*(?:spark:)?spark\.[a-z][\w.]+\\?[\"']?\s*[:=]|\bspark-submit\b|--conf[ =]spark\."
    r"|^kind:\s*(?:Scheduled)?SparkApplication\b",
    re.M,
)


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
        return _yaml(pure, text) | _spark_job(text)
    if suffix == ".scala":
        return frozenset({Kind.SCALA_SPARK if _SPARK_SCALA.search(text) else Kind.SCALA})
    if suffix == ".csv":
        return frozenset({Kind.SEED}) if role == "seed" else frozenset()
    if suffix == ".json":
        return _json(pure, text) | _spark_job(text)
    if suffix in _SCRIPTS or _SCRIPT_NAME.fullmatch(pure.name):
        return frozenset({Kind.SPARK_COMMANDS} if _SPARK_COMMAND.search(text) else ())
    if suffix in _TERRAFORM:
        return frozenset(
            kind
            for kind, shown in ((Kind.TERRAFORM, _SPARK_JOB), (Kind.KAFKA_CONFIG, _TERRAFORM_TOPIC))
            if shown.search(text)
        )
    if suffix in (".conf", ".properties"):
        return _conf(text)
    if suffix in _PLAN_SUFFIXES:
        return frozenset({Kind.SPARK_PLAN}) if _SPARK_PLAN.search(text[:_HEAD]) else frozenset()
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


def _spark_job(text: str) -> frozenset[Kind]:
    return frozenset({Kind.SPARK_JOB} if _SPARK_JOB.search(text) else ())


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


def _yaml(pure: PurePosixPath, text: str) -> frozenset[Kind]:
    if pure.stem == "dbt_project":
        return frozenset({Kind.DBT_PROJECT})
    if _CONTRACT.search(text):
        return frozenset({Kind.DATA_CONTRACT})
    if _SODA.search(text):
        return frozenset({Kind.SODA})
    if _is_table_schema(text):
        return frozenset({Kind.BIGQUERY_SCHEMA})
    if _SOURCES.search(text):
        return frozenset({Kind.DBT_PROPERTIES})
    if _EXPECTATION_YAML.search(text):
        return frozenset({Kind.GREAT_EXPECTATIONS})
    if _CUBE.search(text) and _CUBE_MEMBER.search(text):
        return frozenset({Kind.CUBE})
    if "kind: KafkaConnector" in text:
        return frozenset({Kind.KAFKA_CONNECT})
    if pure.name in ("flink-conf.yaml", "flink-conf.yml") or (pure.stem == "config" and _FLINK_CONF.search(text)):
        return frozenset({Kind.FLINK_CONF})
    if "kind: KafkaTopic" in text:
        return frozenset({Kind.KAFKA_CONFIG})
    return frozenset()


_FLINK_CONF = re.compile(r"^(?:jobmanager|taskmanager|execution\.checkpointing|state\.backend)[.\w-]*\s*:", re.M)
_TERRAFORM_TOPIC = re.compile(r'^[ \t]*resource\s+"(?:kafka_topic|confluent_kafka_topic)"', re.M)
_CLIENT = re.compile(
    r"^(?:spring\.kafka\.[\w.-]+|bootstrap\.servers|acks|enable\.auto\.commit|group\.id|isolation\.level)\s*=", re.M
)


def _is_table_schema(text: str) -> bool:
    """Whether a YAML file is a BigQuery table schema: `fields:`, and in it a list of names and types."""
    told = (line for line in io.StringIO(text) if line.strip() and not line.startswith(("#", "---")))
    first, second = next(told, ""), next(told, "")
    return first.rstrip() == "fields:" and _FIELD.match(second) is not None


_FIELD = re.compile(r"\s*-\s+(?:name|type|mode|description)\s*:")


def _json(pure: PurePosixPath, text: str) -> frozenset[Kind]:
    if '"connector.class"' in text:
        return frozenset({Kind.KAFKA_CONNECT})
    if '"dbt_schema_version"' in text[:_HEAD]:
        return frozenset(kind for kind, mark in _DBT_ARTIFACTS.items() if mark in text[:_HEAD])
    if '"expectation_suite_name"' in text or _EXPECTATION.search(text) or _validation_definition(pure, text):
        return frozenset({Kind.GREAT_EXPECTATIONS})
    named = pure.name.endswith((".schema.json", ".jsonschema"))
    if not named and not any(mark in text for mark in ('"$schema"', '"properties"', '"fields"', '"mode"')):
        return frozenset()
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        # Broken JSON that says it is a schema is still one: its reader tells the gap.
        return frozenset({Kind.JSON_SCHEMA}) if named or "json-schema.org" in text else frozenset()
    return _json_document(document, named)


def _validation_definition(pure: PurePosixPath, text: str) -> bool:
    """Great Expectations since 1.0 keeps in one folder which suite runs on which data."""
    return "validation_definitions" in pure.parts and '"suite"' in text


def _json_document(document: object, named: bool) -> frozenset[Kind]:
    if isinstance(document, list) and document and all(_is_field(one) for one in document):
        return frozenset({Kind.BIGQUERY_SCHEMA})
    if not isinstance(document, dict):
        return frozenset()
    if document.get("type") == "record" and isinstance(document.get("fields"), list):
        return frozenset({Kind.AVRO})
    declared = "json-schema.org" in str(document.get("$schema", ""))
    shaped = isinstance(document.get("properties"), dict) and "type" in document
    return frozenset({Kind.JSON_SCHEMA}) if named or declared or shaped else frozenset()


def _is_field(item: object) -> bool:
    """Whether an item of a JSON list is a column as BigQuery's schemas write it."""
    return isinstance(item, dict) and {"name", "type", "mode"} <= item.keys()


def _conf(text: str) -> frozenset[Kind]:
    if re.search(r"^[ \t]*spark\.[\w.]+[\s=]", text, re.M):
        return frozenset({Kind.SPARK_CONF})
    if "connector.class" in text:
        return frozenset({Kind.KAFKA_CONNECT})
    if _CLIENT.search(text):
        return frozenset({Kind.KAFKA_CONFIG})
    return frozenset()
