"""Connectors seen from the whole repository."""

from __future__ import annotations

import json

from headgate.dataset import table, topic
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.readers import read
from headgate.facts.reading import Hints, SourceFile
from headgate.settings import Settings
from headgate.source.kinds import kinds_of

SINK = {
    "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
    "topics": "shop.orders",
    "table.name.format": "raw.orders",
}
RECORD = {
    "type": "record",
    "name": "Order",
    "namespace": "shop",
    "fields": [{"name": "id", "type": "long"}, {"name": "total", "type": "double"}, {"name": "note", "type": "string"}],
}
DDL = "create table raw.orders (ID bigint, amount double precision, note text)"


def graph(**settings: str) -> PipelineGraph:
    files = {
        "connect/sink.json": json.dumps({"name": "sink", "config": {**SINK, **settings}}),
        "schemas/order.avsc": json.dumps(RECORD),
        "ddl.sql": DDL,
        "produce.ksql": "CREATE STREAM o WITH (KAFKA_TOPIC='shop.orders', VALUE_FORMAT='AVRO');",
        "more.ksql": "CREATE STREAM r WITH (KAFKA_TOPIC='shop.refunds', VALUE_FORMAT='AVRO');",
    }
    facts = {}
    for path, text in files.items():
        facts[path] = read(SourceFile(path, text, kinds_of(path, text), Hints(dialect="postgres"))).facts
    return build(facts, Settings())


def flows(found: PipelineGraph) -> set[str]:
    return {f"{e.source.column} -> {e.target.column}" for e in found.edges if e.target.dataset == table("raw.orders")}


def test_fields_of_the_schema_flow_to_columns_of_their_name() -> None:
    assert flows(graph()) == {"id -> id", "note -> note"}


def test_a_transform_that_renames_a_field_renames_it() -> None:
    replace = "org.apache.kafka.connect.transforms.ReplaceField$Value"
    more = {"transforms.r.type": replace, "transforms.r.renames": "total:amount", "transforms.r.exclude": "note"}
    assert flows(graph(transforms="r", **more)) == {"id -> id", "total -> amount"}


def test_a_transform_that_is_not_known_lets_nothing_be_said() -> None:
    assert flows(graph(transforms="r", **{"transforms.r.type": "com.acme.Rewrite$Value"})) == set()


def test_a_pattern_of_topics_means_those_that_the_repository_names() -> None:
    found = graph(topics="", **{"topics.regex": "shop\\..*", "table.name.format": "raw.${topic}"})
    read_by = {use.dataset for job in found.jobs if job.name.startswith("sink") for use in job.reads}
    assert read_by == {topic("shop.orders"), topic("shop.refunds")}


def test_a_pattern_that_no_topic_matches_is_a_gap() -> None:
    found = graph(topics="", **{"topics.regex": "lab\\..*"})
    assert any("topics.regex" in gap.why for gap in found.gaps)
