"""What a change of one program does to another, and to the task that starts it."""

from __future__ import annotations

import pytest

from headgate.facts.cache import Cache
from headgate.impact.affected import affected as impact_of
from headgate.impact.effects import Impact
from headgate.review import Affected
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

HEAD = "from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n"
WRITER = HEAD + 'spark.read.parquet("s3://raw/o").select("id", {columns}).write.saveAsTable("lake.orders")\n'
READER = (
    HEAD + 'spark.table("lake.orders").groupBy("id").agg(F.sum("total").alias("s")).write.saveAsTable("lake.spent")\n'
)
DAG = """\
from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(dag_id="daily", schedule="@daily"):
    SparkSubmitOperator(task_id="spend", application="jobs/read.py")
"""


def affected(before: str, after: str) -> dict[str, Affected]:
    sides = [
        {"jobs/write.py": WRITER.format(columns=columns), "jobs/read.py": READER, "dags/dag.py": DAG}
        for columns in (before, after)
    ]
    base, head = (gather(MemorySnapshot(files), Settings(), Cache(None)).project for files in sides)
    return {one.name: one for one in impact_of(Impact(base, head))}


def test_a_program_that_names_a_lost_column_fails_and_so_does_its_task() -> None:
    found = affected('"total"', '"amount"')
    assert found["lake.spent"].effect == "fails"
    assert found["daily.spend"].effect == "fails"
    assert found["daily.spend"].kind == "job"
    assert found["daily.spend"].path == ("lake.orders", "lake.spent", "daily.spend")
    assert "total" in found["daily.spend"].reason


@pytest.mark.parametrize(("before", "after"), [('"total", "other"', '"total"'), ('"total"', '"total", "other"')])
def test_a_column_that_nobody_names_comes_and_goes_without_failures(before: str, after: str) -> None:
    found = affected(before, after)
    assert {one.effect for one in found.values()} & {"fails"} == set()
    assert "daily.spend" not in found


def test_a_topic_changes_with_the_schema_of_its_records_and_so_do_its_readers() -> None:
    fields = '{{"type": "record", "name": "Order", "namespace": "shop", "fields": [{{"name": "{}", "type": "int"}}]}}'
    flink = (
        "CREATE TABLE orders (total INT) WITH ('connector' = 'kafka', 'topic' = 'shop.orders');\n"
        "CREATE TABLE dear (total INT) WITH ('connector' = 'kafka', 'topic' = 'shop.dear');\n"
        "INSERT INTO dear SELECT total FROM orders WHERE total > 9;\n"
    )
    sides = [{"order.avsc": fields.format(name), "dear.sql": flink} for name in ("total", "amount")]
    base, head = (gather(MemorySnapshot(files), Settings(), Cache(None)).project for files in sides)
    found = {one.name: one for one in impact_of(Impact(base, head))}
    assert (found["shop.orders"].effect, found["shop.orders"].columns) == ("values_change", ("total",))
    assert (found["shop.dear"].effect, found["shop.dear"].columns) == ("values_change", ("total",))
    assert found["shop.dear"].path == ("schema:shop.Order", "kafka:shop.orders", "kafka:shop.dear")
