"""Kafka Connect configurations, as their manuals write them."""

from __future__ import annotations

import json

import pytest

from headgate.dataset import DatasetId, table, topic
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.streams.connector import read_connector
from headgate.lineage import Job
from headgate.source.kinds import Kind, kinds_of

DEBEZIUM = "io.debezium.connector.postgresql.PostgresConnector"
JDBC_SINK = "io.confluent.connect.jdbc.JdbcSinkConnector"


def read(settings: dict[str, str], name: str = "shop") -> FileFacts:
    text = json.dumps({"name": name, "config": settings}, indent=2)
    return read_connector(SourceFile("c.json", text, frozenset({Kind.KAFKA_CONNECT}))).facts


def flows(facts: FileFacts) -> list[tuple[str, str]]:
    def name(job: Job, side: str) -> str:
        return next((str(use.dataset) for use in getattr(job, side)), "")

    return [(name(job, "reads"), name(job, "writes")) for job in facts.jobs]


def test_debezium_writes_a_topic_for_each_table_and_mixes_none() -> None:
    facts = read(
        {"connector.class": DEBEZIUM, "topic.prefix": "shop", "table.include.list": "public.orders,public\\.users"}
    )
    assert flows(facts) == [
        ("public.orders", "kafka:shop.public.orders"),
        ("public.users", "kafka:shop.public.users"),
    ]
    assert [one.line for one in facts.stream_settings] == [4, 5, 6]
    assert facts.jobs[0].reads[0].line == 6
    assert len({job.name for job in facts.jobs}) == 2


def test_a_stated_server_names_the_platform() -> None:
    facts = read(
        {
            "connector.class": "io.debezium.connector.mysql.MySqlConnector",
            "database.hostname": "db",
            "topic.prefix": "crm",
            "table.include.list": "inventory.customers",
        }
    )
    assert facts.jobs[0].reads[0].dataset == DatasetId("mysql://db:3306", "inventory.customers")
    assert facts.jobs[0].writes[0].dataset == topic("crm.inventory.customers")


def test_a_server_from_the_environment_names_none() -> None:
    facts = read(
        {
            "connector.class": DEBEZIUM,
            "database.hostname": "${env:PGHOST}",
            "topic.prefix": "crm",
            "table.include.list": "public.orders",
        }
    )
    assert facts.jobs[0].reads[0].dataset == table("public.orders")


def test_a_pattern_of_tables_is_a_gap_and_no_table() -> None:
    facts = read({"connector.class": DEBEZIUM, "topic.prefix": "shop", "table.include.list": "public.order.*"})
    assert flows(facts) == [("", "")]
    assert "public.order.*" in facts.gaps[0].why


def test_a_router_renames_the_topic_of_a_source() -> None:
    facts = read(
        {
            "connector.class": DEBEZIUM,
            "topic.prefix": "shop",
            "table.include.list": "public.orders",
            "transforms": "unwrap,route",
            "transforms.unwrap.type": "io.debezium.transforms.ExtractNewRecordState",
            "transforms.route.type": "org.apache.kafka.connect.transforms.RegexRouter",
            "transforms.route.regex": "([^.]+)\\.([^.]+)\\.([^.]+)",
            "transforms.route.replacement": "raw_$3",
        }
    )
    assert flows(facts) == [("public.orders", "kafka:raw_orders")]


def test_an_outbox_takes_the_topic_from_the_record() -> None:
    facts = read(
        {
            "connector.class": DEBEZIUM,
            "topic.prefix": "shop",
            "table.include.list": "public.outbox",
            "transforms": "outbox",
            "transforms.outbox.type": "io.debezium.transforms.outbox.EventRouter",
        }
    )
    assert flows(facts) == [("public.outbox", "")]
    assert "topic from the record" in facts.gaps[0].why


def test_a_costly_pattern_is_not_tried() -> None:
    facts = read(
        {
            "connector.class": JDBC_SINK,
            "topics": "a" * 200,
            "transforms": "r",
            "transforms.r.type": "org.apache.kafka.connect.transforms.RegexRouter",
            "transforms.r.regex": "(a+)+$",
            "transforms.r.replacement": "x",
        }
    )
    assert facts.jobs[0].writes == ()
    assert facts.gaps


def test_a_polled_database_gives_a_topic_for_each_table_and_one_for_a_query() -> None:
    base = {"connector.class": "io.confluent.connect.jdbc.JdbcSourceConnector", "topic.prefix": "pg-"}
    assert flows(read({**base, "table.whitelist": "public.orders,items"})) == [
        ("public.orders", "kafka:pg-orders"),
        ("items", "kafka:pg-items"),
    ]
    query = {**base, "query": "select o.id from orders o join items i on i.order_id = o.id"}
    assert flows(read(query)) == [("orders", "kafka:pg-"), ("items", "kafka:pg-")]


@pytest.mark.parametrize(
    ("settings", "target"),
    [
        ({"connector.class": JDBC_SINK}, table("orders")),
        (
            {
                "connector.class": JDBC_SINK,
                "connection.url": "jdbc:postgresql://pg:5432/dw",
                "table.name.format": "raw.${topic}",
            },
            DatasetId("postgres://pg:5432", "dw.raw.orders"),
        ),
        (
            {
                "connector.class": "io.confluent.connect.s3.S3SinkConnector",
                "s3.bucket.name": "lake",
                "topics.dir": "raw",
            },
            DatasetId("s3://lake", "raw/orders"),
        ),
        (
            {
                "connector.class": "com.wepay.kafka.connect.bigquery.BigQuerySinkConnector",
                "project": "p",
                "defaultDataset": "d",
                "topic2TableMap": "orders:fact_orders",
            },
            DatasetId("bigquery", "p.d.fact_orders"),
        ),
        (
            {
                "connector.class": "com.snowflake.kafka.connector.SnowflakeSinkConnector",
                "snowflake.url.name": "org-acc.snowflakecomputing.com",
                "snowflake.database.name": "DB",
                "snowflake.schema.name": "RAW",
                "snowflake.topic2table.map": "orders:ORDERS_V1",
            },
            DatasetId("snowflake://org-acc", "db.raw.orders_v1"),
        ),
        (
            {
                "connector.class": "io.confluent.connect.elasticsearch.ElasticsearchSinkConnector",
                "connection.url": "http://es:9200",
            },
            DatasetId("elasticsearch://es:9200", "orders"),
        ),
        (
            {"connector.class": "org.apache.iceberg.connect.IcebergSinkConnector", "iceberg.tables": "lake.orders"},
            table("lake.orders"),
        ),
    ],
)
def test_a_sink_writes_where_its_settings_say(settings: dict[str, str], target: DatasetId) -> None:
    facts = read({**settings, "topics": "orders"})
    (job,) = facts.jobs
    assert [use.dataset for use in job.reads] == [topic("orders")]
    assert [use.dataset for use in job.writes] == [target]


def test_a_sink_of_an_unknown_class_says_that_it_is_not_understood() -> None:
    facts = read({"connector.class": "com.acme.LegacySinkConnector", "topics": "orders"})
    assert flows(facts) == [("kafka:orders", "")]
    assert "orders" in facts.gaps[0].why


def test_properties_and_resources_of_kubernetes_are_read_alike() -> None:
    properties = f"name=sink\nconnector.class={JDBC_SINK}\ntopics=orders\n# a=b\n"
    resource = (
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaConnector\nmetadata:\n  name: sink\n"
        f"spec:\n  class: {JDBC_SINK}\n  config:\n    topics: orders\n"
    )
    for path, text in (("c.properties", properties), ("c.yaml", resource)):
        kinds = kinds_of(path, text)
        assert kinds == {Kind.KAFKA_CONNECT}
        facts = read_connector(SourceFile(path, text, kinds)).facts
        assert flows(facts) == [("kafka:orders", "orders")]
        assert facts.jobs[0].name == "sink"


def test_broken_json_is_a_gap() -> None:
    assert read_connector(SourceFile("c.json", '{"connector.class": ', frozenset())).facts.gaps
    assert read_connector(SourceFile("c.json", "[" * 100_000, frozenset())).facts.gaps
