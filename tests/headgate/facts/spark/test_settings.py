"""Settings are found wherever they are written, each with its job, its line and the Spark that runs it."""

from __future__ import annotations

import json
import textwrap

import pytest

from headgate.facts import readers
from headgate.facts.hints import hinter
from headgate.facts.reading import SourceFile
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings import known, spelling
from headgate.facts.spark.settings.session import SparkSettings
from headgate.settings import Settings
from headgate.source.kinds import kinds_of, readable_name
from headgate.source.snapshot import MemorySnapshot


def subjects(path: str, text: str) -> list[SparkSettings]:
    text = textwrap.dedent(text).lstrip("\n")
    assert readable_name(path)
    reading = readers.read(SourceFile(path, text, kinds_of(path, text)))
    return [one for one in reading.subjects if isinstance(one, SparkSettings)]


def written(path: str, text: str) -> list[tuple[str, str, int]]:
    return [(s.key, s.value, s.line) for one in subjects(path, text) for s in one.settings]


def test_options_after_the_program_are_the_programs_own() -> None:
    text = """
        #!/bin/sh
        # spark-submit --conf spark.speculation=true old.py
        spark-submit --master yarn \\
          --conf "spark.executor.memory=4g" --num-executors=10 \\
          jobs/etl.py --conf spark.not.ours=1
        echo done
    """
    assert written("run.sh", text) == [
        ("spark.master", "yarn", 3),
        ("spark.executor.memory", "4g", 4),
        ("spark.executor.instances", "10", 4),
    ]
    assert subjects("run.sh", text)[0].settings[0].program == "jobs/etl.py"


def test_options_kept_in_a_variable_are_read() -> None:
    text = 'OPTS="--conf spark.executor.cores=4 --driver-memory 2g"\nspark-submit $OPTS a.py\n'
    assert written("run.sh", text) == [("spark.executor.cores", "4", 1), ("spark.driver.memory", "2g", 1)]


def test_a_container_file_launches_in_list_form() -> None:
    text = 'FROM apache/spark:3.5.1\nCMD ["spark-submit", "--conf", "spark.executor.cores=3", "/app/a.py"]\n'
    assert written("Dockerfile", text) == [("spark.executor.cores", "3", 2)]


def test_properties_of_gcloud_are_divided() -> None:
    text = "gcloud dataproc jobs submit pyspark a.py --properties=^#^spark.executor.cores=4#spark:spark.ui.port=1\n"
    assert written("run.sh", text) == [("spark.executor.cores", "4", 1), ("spark.ui.port", "1", 1)]


def test_an_operators_application_is_one_job_of_its_own_version() -> None:
    text = """
        apiVersion: sparkoperator.k8s.io/v1beta2
        kind: SparkApplication
        metadata:
          name: daily
        spec:
          sparkVersion: "3.1.1"
          mainApplicationFile: local:///app/daily.py
          sparkConf:
            spark.dynamicAllocation.enabled: "true"
          driver: {memory: 2g}
          executor:
            instances: 4
            labels:
              spark.apache.org/version: v3
    """
    (job,) = subjects("k8s/daily.yaml", text)
    assert {(s.key, s.value) for s in job.settings} == {
        ("spark.dynamicAllocation.enabled", "true"),
        ("spark.driver.memory", "2g"),
        ("spark.executor.instances", "4"),
    }
    assert job.spark == (3, 1)


def test_clusters_side_by_side_are_jobs_of_their_own() -> None:
    text = """
        {"job_clusters": [
          {"job_cluster_key": "a", "new_cluster": {"spark_version": "13.3.x-scala2.12", "spark_conf": {
            "spark.speculation": "true"}}},
          {"job_cluster_key": "b", "new_cluster": {"spark_version": "9.1.x-scala2.12", "spark_conf": {
            "spark.speculation": "false"}}}]}
    """
    jobs = subjects("job.json", text)
    assert [(one.spark, one.value("spark.speculation")) for one in jobs] == [((3, 4), "true"), ((3, 1), "false")]


def test_terraform_tells_the_release_of_the_resource() -> None:
    text = """
        resource "databricks_cluster" "shared" {
          spark_version = "11.3.x-scala2.12"
          spark_conf = {
            "spark.sql.shuffle.partitions" = "auto"
            "spark.speculation" : true
          }
        }
    """
    (job,) = subjects("main.tf", text)
    assert [(s.key, s.value, s.line) for s in job.settings] == [
        ("spark.sql.shuffle.partitions", "auto", 4),
        ("spark.speculation", "true", 5),
    ]
    assert job.spark == (3, 3)


def test_a_dag_hands_over_dicts_arguments_and_commands() -> None:
    text = """
        from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
        from airflow.operators.bash import BashOperator
        BASE = {"spark.executor.cores": "4"}
        one = SparkSubmitOperator(task_id="one", application="jobs/a.py", conf={**BASE}, executor_memory="8g")
        two = BashOperator(task_id="two", bash_command='''
            spark-submit --conf spark.speculation=true b.py
        ''')
    """
    first, second = subjects("dag.py", text)
    assert {(s.key, s.value, s.program) for s in first.settings} == {
        ("spark.executor.cores", "4", "jobs/a.py"),
        ("spark.executor.memory", "8g", "jobs/a.py"),
    }
    assert [(s.key, s.value, s.line) for s in second.settings] == [("spark.speculation", "true", 6)]


def test_quotes_of_a_properties_file_belong_to_the_value() -> None:
    assert written("spark.conf", 'spark.executor.memory "4g"\n') == [("spark.executor.memory", '"4g"', 1)]


def test_the_nearest_pin_tells_the_version() -> None:
    snapshot = MemorySnapshot(
        {
            "requirements.txt": "pyspark==3.3.2\n",
            "old/build.sbt": 'val sparkVersion = "2.4.8"\n',
            "mixed/requirements.txt": "pyspark==3.3.2\n",
            "mixed/Dockerfile": "FROM bitnami/spark:3.5.0\n",
        }
    )
    hints = hinter(snapshot, Settings(), {})
    assert [hints(path).spark_version for path in ("jobs/a.py", "old/src/A.scala", "mixed/a.py")] == ["3.3", "2.4", ""]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("spark.sql.shuffle.partition", "spark.sql.shuffle.partitions"),
        ("spark.executor.memory.overhead", "spark.executor.memoryOverhead"),
        ("spark.shuffle.partitions", "spark.sql.shuffle.partitions"),
        ("spark.dynamicAllocation.enabeld", "spark.dynamicAllocation.enabled"),
        ("spark.yarn.executor.memoryOverhead", ""),
        ("spark.shop.batch", ""),
        ("spark.sql.catalog.prod", ""),
        ("spark.executorEnv.PYTHONPAHT", ""),
    ],
)
def test_a_slip_of_the_hand_is_told_from_a_setting_of_a_library(key: str, meant: str) -> None:
    assert spelling.meant(key) == meant


def test_facts_of_a_setting_come_from_spark_itself() -> None:
    threshold = known.setting("spark.sql.autoBroadcastJoinThreshold")
    assert threshold is not None
    assert (threshold.type, threshold.unit, threshold.default, threshold.static) == ("size", "b", "10MB", False)
    session = SparkSettings("a.conf", (SparkSetting("spark.executor.memory", "512", 1, "conf-file"),))
    assert session.size("spark.executor.memory") == 512 << 20


def test_a_job_of_a_service_does_not_run_what_the_repository_pins_for_itself() -> None:
    text = 'A = Op(task_id="a", x=1)\nfrom airflow import DAG\nC = {"spark.speculation": "true"}\n'
    hints = hinter(MemorySnapshot({"requirements.txt": "pyspark==2.3.1\n"}), Settings(), {})("dag.py")
    reading = readers.read(SourceFile("dag.py", text, kinds_of("dag.py", text), hints))
    (job,) = (one for one in reading.subjects if isinstance(one, SparkSettings))
    assert job.spark is None


def test_a_notebooks_configure_cell_is_read() -> None:
    cells = [
        {
            "cell_type": "code",
            "source": ["%%configure -f\n", '{"conf": {"spark.executor.cores": "4"}, "driverMemory": "4g"}'],
        },
        {"cell_type": "code", "source": ["spark.table('a').write.save('b')"]},
    ]
    found = written("a.ipynb", json.dumps({"cells": cells}, indent=1))
    assert [(key, value) for key, value, _ in found] == [("spark.driver.memory", "4g"), ("spark.executor.cores", "4")]


def test_set_statements_of_a_script_are_read() -> None:
    text = "-- SET spark.a=1;\nSET spark.sql.shuffle.partitions = 400;\nSELECT 1;\n"
    assert written("a.sql", text) == [("spark.sql.shuffle.partitions", "400", 2)]
