"""A generated pull request of 31 files over the kinds of files that Headgate reads; always the same."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from headgate.review import Subject
from headgate.settings import Settings
from headgate.source import diff
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

FILES = 31
Pair = tuple[str, str]
"""Text in the base and in the head."""

_MODEL = """\
select
    o.order_id,
    o.customer_id,
    o.ordered_at,
    cast(o.ordered_at as date) as ordered_on,
    o.amount_{n},
    coalesce(o.discount, 0) as discount,
    c.segment
from {{{{ ref('stg_orders_{n}') }}}} as o
left join {{{{ ref('dim_customers') }}}} as c
    on c.customer_id = o.customer_id
where o.status in ('paid', 'shipped')
"""
_STAGING = """\
select
    id as order_id,
    customer_id,
    placed_at as ordered_at,
    total as amount_{n},
    discount,
    lower(status) as status
from {{{{ source('lake', 'orders_{n}') }}}}
"""
_YAML = """\
models:
  - name: orders_{n}
    description: Orders of region {n}, one row for each order.
    columns:
      - name: order_id
        tests: [unique, not_null]
      - name: amount_{n}
        description: In euro.
  - name: stg_orders_{n}
    columns:
      - name: order_id
        tests: [unique]
"""
_JOB = """\
from pyspark.sql import SparkSession, functions as F


def run(day: str) -> None:
    spark = SparkSession.builder.appName("load_{n}").getOrCreate()
    orders = spark.read.parquet("s3://lake/raw/orders_{n}").where(F.col("day") == day)
    customers = spark.table("lake.customers")
    joined = orders.join(customers, "customer_id", "left")
    daily = joined.groupBy("region", "day").agg(F.sum("total").alias("revenue"))
    daily.write.mode("overwrite").partitionBy("day").parquet("s3://lake/marts/revenue_{n}")
"""
_DAG = """\
from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
import pendulum

with DAG(
    "load_{n}",
    schedule="@daily",
    start_date=pendulum.datetime(2024, 1, 1),
    catchup=False,
    default_args={{"retries": 2}},
) as dag:
    load = SparkSubmitOperator(task_id="load", application="jobs/load_{n}.py", application_args=["{{{{ ds }}}}"])
    build = BashOperator(task_id="build", bash_command="dbt build --select orders_{n}")
    load >> build
"""
_AVRO = """\
{{
  "type": "record",
  "name": "Payment{n}",
  "fields": [
    {{"name": "id", "type": "long"}},
    {{"name": "amount", "type": "double"}},
    {{"name": "currency", "type": "string"}}
  ]
}}
"""
_CLIENT = """\
bootstrap.servers=kafka:9092
group.id=payments-{n}
enable.auto.commit=false
isolation.level=read_committed
auto.offset.reset=earliest
max.poll.records=500
"""


def checkout(settings: Settings) -> Checkout:
    """The change, to be reviewed under `settings`."""
    pairs = dict(_pairs())
    base = {"dbt_project.yml": "name: shop\n", "models/dim_customers.sql": "select customer_id, segment from raw_c\n"}
    before = base | {path: old for path, (old, _) in pairs.items()}
    after = base | {path: new for path, (_, new) in pairs.items()}
    text = "".join(_diff(path, old, new) for path, (old, new) in pairs.items())
    subject = Subject("generated", "base", "head")
    return Checkout(subject, MemorySnapshot(after), MemorySnapshot(before), diff.parse(text), None, settings)


def _pairs() -> Iterator[tuple[str, Pair]]:
    for path, text, count, edits in _CHANGES:
        for n in range(1, count + 1):
            old = new = text.format(n=n)
            for before, after in edits:
                new = new.replace(before.format(n=n), after.format(n=n))
            yield path.format(n=n), (old, new)


_CHANGES: tuple[tuple[str, str, int, tuple[Pair, ...]], ...] = (
    (
        "models/orders_{n}.sql",
        _MODEL,
        7,
        (
            ("o.amount_{n},\n", "o.amount_{n} * (1 - o.discount / 100) as amount_{n},\n"),
            ("where o.status in ('paid', 'shipped')", "where o.status <> 'cancelled'\n    and c.segment = 'retail'"),
        ),
    ),
    (
        "models/stg_orders_{n}.sql",
        _STAGING,
        5,
        (("    total as amount_{n},\n", "    total / 100.0 as amount_{n},\n    total as amount_cents,\n"),),
    ),
    ("models/orders_{n}.yml", _YAML, 4, (("[unique, not_null]", "[not_null]"), ("In euro", "In cents"))),
    (
        "jobs/load_{n}.py",
        _JOB,
        5,
        (
            ('"left")', '"inner")'),
            (
                '    daily.write.mode("overwrite")',
                '    print(daily.first())\n    daily.coalesce(1).write.mode("append")',
            ),
        ),
    ),
    (
        "dags/load_{n}.py",
        _DAG,
        4,
        (("catchup=False", "catchup=True"), ('"retries": 2', '"retries": 5, "depends_on_past": True')),
    ),
    (
        "schemas/payment_{n}.avsc",
        _AVRO,
        3,
        (
            (
                '{{"name": "currency", "type": "string"}}',
                '{{"name": "currency", "type": "string"}},\n    {{"name": "settled_at", "type": ["null", "long"]}}',
            ),
        ),
    ),
    (
        "kafka/consumer_{n}.properties",
        _CLIENT,
        3,
        (("auto.offset.reset=earliest", "auto.offset.reset=latest"), ("records=500", "records=5000")),
    ),
)
"""Path, text, how many of it, and what the change makes of it."""


def _diff(path: str, old: str, new: str) -> str:
    lines = difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"a/{path}", f"b/{path}")
    return "".join(lines)
