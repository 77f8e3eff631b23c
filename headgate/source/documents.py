"""What YAML, JSON and properties files are, told by their content."""

from __future__ import annotations

import io
import json
import re
from pathlib import PurePosixPath

from headgate.source.kind import Kind

HEAD = 2_000
"""Characters within which a dbt artifact or a plan says what it is."""
_DBT_ARTIFACTS = {Kind.DBT_MANIFEST: "/dbt/manifest/", Kind.DBT_CATALOG: "/dbt/catalog/"}
_SOURCES = re.compile(
    r"^(?:models|sources|seeds|snapshots|exposures|macros|metrics|semantic_models|groups|unit_tests|data_tests|analyses|saved_queries)\s*:",
    re.M,
)
_CONTRACT = re.compile(r"^(?:dataContractSpecification|kind\s*:\s*DataContract)", re.M)
_SODA = re.compile(
    r"^(?:checks for |for each dataset )[^\n:]+:|^dataset\s*:[^\n]+\n(?:[^\n]*\n){0,200}?(?:columns|checks)\s*:", re.M
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


SPARK_JOB = re.compile(
    r"^[ \t\"'\\-]*(?:spark:)?spark\.[a-z][\w.]+\\?[\"']?\s*[:=]|\bspark-submit\b|--conf[ =]spark\."
    r"|^kind:\s*(?:Scheduled)?SparkApplication\b",
    re.M,
)


def spark_job_kinds(text: str) -> frozenset[Kind]:
    """Whether a document describes a Spark job or cluster, whatever else it is."""
    return frozenset({Kind.SPARK_JOB} if SPARK_JOB.search(text) else ())


def yaml_kinds(pure: PurePosixPath, text: str) -> frozenset[Kind]:
    """The kinds of a YAML file."""
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
_CLIENT = re.compile(
    r"^(?:spring\.kafka\.[\w.-]+|bootstrap\.servers|acks|enable\.auto\.commit|group\.id|isolation\.level)\s*=", re.M
)


def _is_table_schema(text: str) -> bool:
    """Whether a YAML file is a BigQuery table schema: `fields:`, and in it a list of names and types."""
    told = (line for line in io.StringIO(text) if line.strip() and not line.startswith(("#", "---")))
    first, second = next(told, ""), next(told, "")
    return first.rstrip() == "fields:" and _FIELD.match(second) is not None


_FIELD = re.compile(r"\s*-\s+(?:name|type|mode|description)\s*:")


def json_kinds(pure: PurePosixPath, text: str) -> frozenset[Kind]:
    """The kinds of a JSON file."""
    if '"connector.class"' in text:
        return frozenset({Kind.KAFKA_CONNECT})
    if '"dbt_schema_version"' in text[:HEAD]:
        return frozenset(kind for kind, mark in _DBT_ARTIFACTS.items() if mark in text[:HEAD])
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


def conf_kinds(text: str) -> frozenset[Kind]:
    """The kinds of a properties file."""
    if re.search(r"^[ \t]*spark\.[\w.]+[\s=]", text, re.M):
        return frozenset({Kind.SPARK_CONF})
    if "connector.class" in text:
        return frozenset({Kind.KAFKA_CONNECT})
    if _CLIENT.search(text):
        return frozenset({Kind.KAFKA_CONFIG})
    return frozenset()
