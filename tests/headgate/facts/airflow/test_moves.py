"""What operators move without SQL of their own, and what command lines say."""

from __future__ import annotations

import textwrap

import pytest

from headgate.facts.airflow.read import read_airflow
from headgate.facts.airflow.shell import commands_of
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind

HEAD = """
from datetime import datetime
from airflow import DAG, Dataset
from airflow.decorators import task
from airflow.operators.bash import BashOperator
from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.amazon.aws.transfers.s3_to_redshift import S3ToRedshiftOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.dbt.cloud.operators.dbt import DbtCloudRunJobOperator
from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator
from airflow.providers.google.cloud.transfers.bigquery_to_gcs import BigQueryToGCSOperator
from airflow.providers.google.cloud.transfers.gcs_to_bigquery import GCSToBigQueryOperator
from airflow.providers.snowflake.transfers.copy_into_snowflake import CopyFromExternalStageToSnowflakeOperator
from great_expectations_provider.operators.great_expectations import GreatExpectationsOperator
from cosmos import DbtDag, DbtTaskGroup, ProjectConfig, RenderConfig
ORDERS = Dataset("s3a://lake/raw/orders/")
"""


def facts_of(code: str) -> FileFacts:
    text = HEAD + textwrap.dedent(code)
    return read_airflow(SourceFile("dags/x.py", text, frozenset({Kind.AIRFLOW}))).facts


def moves(call: str) -> tuple[list[str], list[str]]:
    (job,) = facts_of(f'with DAG("d"):\n    {call}').jobs
    return [str(use.dataset) for use in job.reads], [str(use.dataset) for use in job.writes]


QUERY = """{"query": {"query": "SELECT id FROM `p.d.t`", "destinationTable":
               {"projectId": "p", "datasetId": "d", "tableId": "out$20240101"}}}"""


@pytest.mark.parametrize(
    ("call", "reads", "writes"),
    [
        (
            'S3ToRedshiftOperator(task_id="x", s3_bucket="lake", s3_key="raw/o", schema="public", table="orders")',
            ["s3://lake:raw/o"],
            ["public.orders"],
        ),
        (
            'GCSToBigQueryOperator(task_id="x", bucket="b", source_objects=["raw/{{ ds }}/x.csv"],'
            ' destination_project_dataset_table="p.d.x")',
            ["gs://b:raw"],
            ["p.d.x"],
        ),
        (
            'BigQueryToGCSOperator(task_id="x", source_project_dataset_table="p:d.x",'
            ' destination_cloud_storage_uris=["gs://b/out/x.csv"])',
            ["p.d.x"],
            ["gs://b:out/x.csv"],
        ),
        ('S3KeySensor(task_id="x", bucket_key="s3://lake/raw/orders/_SUCCESS")', ["s3://lake:raw/orders"], []),
        ('S3KeySensor(task_id="x", bucket_name="lake", bucket_key="{{ ds }}/_SUCCESS")', [], []),
        (
            'CopyFromExternalStageToSnowflakeOperator(task_id="x", table="ORDERS", schema="RAW", stage="S")',
            [],
            ["raw.orders"],
        ),
        (f'BigQueryInsertJobOperator(task_id="x", configuration={QUERY})', ["p.d.t"], ["p.d.out"]),
        (
            'BigQueryInsertJobOperator(task_id="x", configuration={"load": {"sourceUris": ["gs://b/x.csv"],'
            ' "destinationTable": {"datasetId": "d", "tableId": "t"}}})',
            ["gs://b:x.csv"],
            ["d.t"],
        ),
        (
            'GreatExpectationsOperator(task_id="x", data_asset_name="public.o", expectation_suite_name="o.warn")',
            ["public.o"],
            ["check:o.warn"],
        ),
        (
            'S3ToRedshiftOperator.partial(task_id="x", s3_bucket="l", s3_key="k", schema="s").expand(table=["a", "b"])',
            ["s3://l:k"],
            ["s.a", "s.b"],
        ),
        (
            'S3ToRedshiftOperator.partial(task_id="x", s3_bucket="l", schema="s")'
            '.expand_kwargs([{"table": "a", "s3_key": "x"}, {"table": "b", "s3_key": "y"}])',
            ["s3://l:x", "s3://l:y"],
            ["s.a", "s.b"],
        ),
    ],
)
def test_what_an_operator_reads_and_writes(call: str, reads: list[str], writes: list[str]) -> None:
    assert moves(call) == (reads, writes)


def test_a_query_fills_the_destination_of_its_operator_column_by_column() -> None:
    facts = facts_of(f'with DAG("d"):\n    BigQueryInsertJobOperator(task_id="x", configuration={QUERY})')
    (statement,) = facts.statements
    assert str(statement.target) == "p.d.out"


def test_a_taskflow_function_writes_the_dataset_that_its_decorator_names() -> None:
    facts = facts_of('with DAG("d"):\n    @task(outlets=[ORDERS])\n    def load(): ...\n    load()')
    assert [str(use.dataset) for job in facts.jobs for use in job.writes] == ["s3://lake:raw/orders"]
    assert [str(one) for one in facts.dags[0].outlets] == ["s3://lake:raw/orders"]


@pytest.mark.parametrize(
    ("code", "runs"),
    [
        (
            'KubernetesPodOperator(task_id="x", cmds=["dbt"], arguments=["run", "--select", "orders"])',
            "dbt run --select orders",
        ),
        (
            'DbtCloudRunJobOperator(task_id="x", job_id=1, steps_override=["dbt run --select a"])',
            "dbt run --select a",
        ),
        (
            'DbtTaskGroup(group_id="g", project_config=ProjectConfig("/d"), render_config=RenderConfig(select=["a+"]))',
            "dbt build --select a+",
        ),
        ('@task.bash\n    def x():\n        return "dbt run"\n    x()', "dbt run"),
    ],
)
def test_what_runs_dbt(code: str, runs: str) -> None:
    (job,) = facts_of(f'with DAG("d"):\n    {code}').jobs
    assert job.runs == (runs,)


def test_a_dag_of_cosmos_runs_the_whole_project() -> None:
    (job,) = facts_of('DbtDag(dag_id="c", project_config=ProjectConfig("/dbt"))').jobs
    assert (job.name, job.runs) == ("c.dbt", ("dbt build",))


def said(text: str) -> list[tuple[str, str, list[str], list[str]]]:
    return [(c.dialect, c.sql, [str(d) for d in c.reads], [str(d) for d in c.writes]) for c in commands_of(text)]


def test_clients_of_databases_are_given_sql() -> None:
    text = "set -e\nPGPASSWORD=x psql -h db -c 'delete from public.old' && snowsql --query='select 1' # -c 'no'"
    assert said(text) == [("postgres", "delete from public.old", [], []), ("snowflake", "select 1", [], [])]


def test_bq_loads_copies_and_fills_tables() -> None:
    assert said("bq load --source_format=CSV d.t gs://b/in/x.csv") == [("", "", ["gs://b:in/x.csv"], ["d.t"])]
    assert said("bq cp -f p:d.a p:d.b") == [("", "", ["p.d.a"], ["p.d.b"])]
    assert said("bq query --destination_table=p:d.o --use_legacy_sql=false 'select 1'") == [
        ("bigquery", "select 1", [], ["p.d.o"])
    ]


def test_files_are_copied_between_stores() -> None:
    assert said("aws s3 cp s3://a/x/ s3://b/y/ --recursive")[0][2] == ["s3://a:x"]


def test_a_broken_or_endless_command_is_left_alone() -> None:
    assert said("psql -c 'unclosed") == []
    assert said("psql -c 'x' " * 10_000) == []
