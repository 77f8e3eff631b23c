"""Which schema of the repository describes a topic's records."""

from __future__ import annotations

import pytest

from headgate.dataset import Dataset, DatasetId, DatasetKind, topic
from headgate.facts.graph.pipeline import Node
from headgate.facts.graph.topics import assumed, records_of, subjects_of
from headgate.facts.reading import FileFacts
from headgate.facts.streams.model import StreamSetting
from headgate.location import Location


def schema(name: str, path: str) -> Node:
    identity = DatasetId("schema", name)
    return Node(identity, DatasetKind.SCHEMA, (Dataset(identity, DatasetKind.SCHEMA, Location(path)),))


def record(name: str, *schemas: Node) -> str | None:
    nodes = {one.id: one for one in (*schemas, Node(topic(name), DatasetKind.TOPIC))}
    found = records_of(nodes).get(topic(name))
    return found[0].name if found else None


@pytest.mark.parametrize(
    ("name", "schema_name"),
    [
        ("shop.orders", "shop.Order"),
        ("shop.order", "shop.Order"),
        ("shop.order-items", "shop.OrderItem"),
        ("shop.deliveries", "shop.Delivery"),
        ("shop.boxes", "shop.Box"),
        ("orders", "Order"),
    ],
)
def test_singular_and_plural_are_one_name(name: str, schema_name: str) -> None:
    assert record(name, schema(schema_name, "s/x.avsc"), schema("shop.Address", "s/y.avsc")) == schema_name


@pytest.mark.parametrize("schema_name", ["crm.Order", "Order", "shop.v2.Order", "shop.Orderly"])
def test_another_namespace_or_name_is_another_schema(schema_name: str) -> None:
    assert record("shop.orders", schema(schema_name, "s/x.avsc")) is None


def test_a_file_named_for_the_subject_goes_before_names() -> None:
    subject = schema("com.acme.Event", "subjects/shop.orders-value.avsc")
    assert record("shop.orders", subject, schema("shop.Order", "s/order.avsc")) == "com.acme.Event"


def test_a_subject_of_topic_and_record_is_known_by_its_file() -> None:
    subject = schema("com.acme.Event", "subjects/shop.orders-com.acme.Event.avsc")
    assert record("shop.orders", subject) == "com.acme.Event"


def test_what_a_table_over_the_topic_names_goes_before_all() -> None:
    setting = [("topic", "shop.orders"), ("value.avro-confluent.subject", "orders-v2")]
    settings = tuple(StreamSetting(key, value, 3, "orders") for key, value in setting)
    named = subjects_of({"f.sql": FileFacts("f.sql", stream_settings=settings)})
    schemas = [schema("com.acme.Event", "s/orders-v2.avsc"), schema("shop.Order", "s/order.avsc")]
    nodes = {one.id: one for one in (*schemas, Node(topic("shop.orders"), DatasetKind.TOPIC))}
    found, reason = records_of(nodes, named)[topic("shop.orders")]
    assert (found.name, reason) == ("com.acme.Event", "f.sql:3 names orders-v2 for the topic shop.orders")


def test_of_two_that_it_could_be_none_is_taken() -> None:
    assert record("shop.orders", schema("shop.Order", "a.avsc"), schema("shop.Orders", "b.avsc")) is None


def test_what_rests_on_names_is_told_as_assumed() -> None:
    one = schema("shop.Order", "s/order.avsc")
    nodes = {one.id: one, topic("shop.orders"): Node(topic("shop.orders"), DatasetKind.TOPIC)}
    (gap,) = assumed(records_of(nodes), nodes)
    assert gap.path == "s/order.avsc"
    assert "shop.orders" in gap.what
