"""Kafka Connect configurations."""

from __future__ import annotations

import json

from headgate.dataset import table, topic
from headgate.facts.reading import SourceFile
from headgate.facts.streams.connector import read_connector
from headgate.source.kinds import Kind

SOURCE = {
    "name": "shop",
    "config": {
        "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
        "topic.prefix": "shop",
        "table.include.list": "public.orders,public.users",
    },
}


def test_debezium_writes_a_topic_for_each_table() -> None:
    facts = read_connector(SourceFile("c.json", json.dumps(SOURCE, indent=2), frozenset({Kind.KAFKA_CONNECT}))).facts
    (job,) = facts.jobs
    assert [use.dataset for use in job.reads] == [table("public.orders"), table("public.users")]
    assert [use.dataset for use in job.writes] == [topic("shop.public.orders"), topic("shop.public.users")]
    assert [one.line for one in facts.stream_settings] == [4, 5, 6]


def test_a_jdbc_sink_in_properties_writes_its_tables() -> None:
    text = "name=sink\nconnector.class=io.confluent.connect.jdbc.JdbcSinkConnector\ntopics=orders\n# a=b\n"
    (job,) = read_connector(SourceFile("c.properties", text, frozenset())).facts.jobs
    assert [use.dataset for use in job.reads] == [topic("orders")]
    assert [use.dataset for use in job.writes] == [table("orders")]


def test_broken_json_is_a_gap() -> None:
    assert read_connector(SourceFile("c.json", '{"connector.class": ', frozenset())).facts.gaps
    assert read_connector(SourceFile("c.json", "[" * 100_000, frozenset())).facts.gaps
