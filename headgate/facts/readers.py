"""Who reads which kind of file."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from headgate.errors import HeadgateError
from headgate.facts.reading import FileFacts, Reader, Reading, SourceFile, merge
from headgate.gap import GapKind
from headgate.source import notebooks
from headgate.source.kinds import Kind

_READERS: dict[Kind, str] = {
    Kind.FLINK_SQL: "headgate.facts.streams.flink:read_flink",
    Kind.FLINK_PYTHON: "headgate.facts.streams.flink_python:read_pyflink",
    Kind.FLINK_CONF: "headgate.facts.streams.config_files:read_flink_conf",
    Kind.KAFKA_CONFIG: "headgate.facts.streams.config_files:read_kafka_config",
    Kind.KAFKA_CONNECT: "headgate.facts.streams.connector:read_connector",
    Kind.KSQL: "headgate.facts.streams.ksql:read_ksql",
    Kind.GREAT_EXPECTATIONS: "headgate.facts.quality.expectations:read_expectations",
    Kind.SODA: "headgate.facts.quality.soda:read_soda",
    Kind.LOOKML: "headgate.facts.semantic.lookml:read_lookml",
    Kind.CUBE: "headgate.facts.semantic.cube:read_cube",
    Kind.DBT_MANIFEST: "headgate.facts.dbt.artifacts.manifest:read_manifest",
    Kind.DBT_CATALOG: "headgate.facts.dbt.artifacts.catalog:read_catalog",
    Kind.KAFKA_PYTHON: "headgate.facts.streams.kafka_python:read_kafka",
    Kind.AIRFLOW: "headgate.facts.airflow.read:read_airflow",
    Kind.AVRO: "headgate.facts.schemas.avro:read",
    Kind.JSON_SCHEMA: "headgate.facts.schemas.jsonschema:read",
    Kind.PROTOBUF: "headgate.facts.schemas.protobuf:read",
    Kind.BIGQUERY_SCHEMA: "headgate.facts.schemas.bigquery:read",
    Kind.DATA_CONTRACT: "headgate.facts.schemas.contract:read",
    Kind.DBT_PROJECT: "headgate.facts.dbt.project:read",
    Kind.DBT_PROPERTIES: "headgate.facts.dbt.properties:read",
    Kind.DBT_PYTHON: "headgate.facts.dbt.python_models:read",
    Kind.DBT_SQL: "headgate.facts.dbt.models:read",
    Kind.SEED: "headgate.facts.dbt.seeds:read",
    Kind.SQL: "headgate.facts.sql.read:read",
    Kind.SQL_TEMPLATE: "headgate.facts.sql.read:read_template",
    Kind.PANDAS: "headgate.facts.spark.rehearsal.tables:read",
    Kind.PYSPARK: "headgate.facts.spark.python:read",
    Kind.SPARK_CONF: "headgate.facts.spark.settings.conf_file:read",
    Kind.SPARK_PLAN: "headgate.facts.spark.explain.read:read",
    Kind.SCALA_SPARK: "headgate.facts.spark.scala:read",
    Kind.SPARK_COMMANDS: "headgate.facts.spark.settings.commands:read",
    Kind.SPARK_JOB: "headgate.facts.spark.settings.documents:read",
    Kind.TERRAFORM: "headgate.facts.spark.settings.terraform:read",
}
"""Kind to `module:function`. Modules are imported when the first file of their kind is read."""
_ALSO: dict[Kind, str] = {
    Kind.AIRFLOW: "headgate.facts.spark.settings.operators:read",
    Kind.SQL: "headgate.facts.spark.settings.queries:read",
    Kind.SQL_TEMPLATE: "headgate.facts.spark.settings.queries:read",
    Kind.PYSPARK: "headgate.facts.streams.read_spark:read_python",
    Kind.SCALA_SPARK: "headgate.facts.streams.structured_scala:read_scala",
}
"""A second reader of the same kind: streaming queries beside programs, settings of Spark beside DAGs."""
_PYTHON = dict.fromkeys(
    (
        *(Kind.AIRFLOW, Kind.DBT_PYTHON, Kind.FLINK_PYTHON, Kind.KAFKA_PYTHON, Kind.PANDAS, Kind.PYSPARK),
        Kind.PYTHON,
    ),
    "headgate.facts.python.module:read",
)
"""What every Python file says as Python, whatever it is of besides."""


def read(file: SourceFile) -> Reading:
    """What the readers of all kinds of `file` say of it."""
    if file.path.endswith(".ipynb"):
        try:
            file = SourceFile(file.path, notebooks.to_python(file.text), file.kinds, file.hints)
        except HeadgateError as error:
            gap = file.gap("notebook", str(error), GapKind.UNREADABLE)
            return Reading(FileFacts(file.path, tuple(sorted(file.kinds)), gaps=(gap,)))
    of_all = (_READERS, _ALSO, _PYTHON)
    names = dict.fromkeys(all_of[kind] for all_of in of_all for kind in sorted(file.kinds) if kind in all_of)
    return merge(file.path, file.kinds, [_read_by(name, file) for name in names])


def _read_by(name: str, file: SourceFile) -> Reading:
    try:
        return _reader(name)(file)
    except RecursionError:
        return Reading(FileFacts(file.path, gaps=(file.gap("file", "nested too deeply", GapKind.TOO_LARGE),)))


@cache
def _reader(name: str) -> Reader:
    module, _, function = name.partition(":")
    return cast("Callable[[SourceFile], Reading]", getattr(import_module(module), function))
