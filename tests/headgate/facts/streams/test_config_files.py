"""Configuration of Flink clusters, Kafka clients and topics, from the files that state it."""

from __future__ import annotations

import pytest

from headgate.dataset import topic
from headgate.facts import readers
from headgate.facts.reading import Reading, SourceFile
from headgate.facts.streams.settings import ClientConfig, FlinkSettings, KafkaTopic, milliseconds
from headgate.source.kinds import Kind, kinds_of


def read(path: str, text: str) -> Reading:
    return readers.read(SourceFile(path, text, kinds_of(path, text)))


def test_old_and_new_configuration_of_flink_say_the_same() -> None:
    flat = "jobmanager.rpc.address: host\nstate.backend: rocksdb # fast\n"
    nested = "jobmanager:\n  rpc:\n    address: host\nstate:\n  backend: rocksdb\n"
    for path, text in (("conf/flink-conf.yaml", flat), ("conf/config.yaml", nested)):
        (settings,) = read(path, text).subjects
        assert isinstance(settings, FlinkSettings)
        assert settings.values == {"jobmanager.rpc.address": "host", "state.backend": "rocksdb"}
        assert settings.whole


def test_templates_of_configuration_are_read_line_by_line() -> None:
    (settings,) = read("conf/flink-conf.yaml", "a.b: {{ x }}: {{ y\nparallelism.default: 4\n").subjects
    assert isinstance(settings, FlinkSettings)
    assert settings.number("parallelism.default") == 4


def test_other_yaml_called_config_is_not_flinks() -> None:
    assert kinds_of("config.yaml", "name: x\nport: 1\n") == frozenset()


def test_springs_producer_and_consumer_share_what_is_said_of_both() -> None:
    text = (
        "spring.kafka.bootstrap-servers=kafka:9092\nspring.kafka.producer.acks=1\n"
        "spring.kafka.consumer.enable-auto-commit=false\nspring.kafka.properties.session.timeout.ms=10000\n"
    )
    producer, consumer = read("src/main/resources/application.properties", text).subjects
    assert isinstance(producer, ClientConfig)
    assert isinstance(consumer, ClientConfig)
    assert (producer.role, producer.get("acks"), producer.line("acks")) == ("producer", "1", 2)
    assert (consumer.get("enable.auto.commit"), consumer.number("session.timeout.ms")) == ("false", 10_000)


def test_placeholders_are_no_values() -> None:
    (client,) = read("a.properties", "bootstrap.servers=x\nacks=${ACKS}\n").subjects
    assert isinstance(client, ClientConfig)
    assert (client.get("acks"), client.states("acks"), client.role) == ("", True, "producer")


def test_topics_of_kubernetes_and_terraform() -> None:
    strimzi = (
        "kind: KafkaTopic\nmetadata:\n  name: orders-topic\nspec:\n  topicName: shop.orders\n  partitions: 12\n"
        "  replicas: 3\n  config:\n    min.insync.replicas: 2\n"
    )
    terraform = (
        'resource "kafka_topic" "orders" {\n  name = "shop.orders"\n  partitions = 12\n  replication_factor = 3\n'
        '  config = {\n    "min.insync.replicas" = "2"\n  }\n}\n'
    )
    for path, text in (("k8s/topic.yaml", strimzi), ("infra/topics.tf", terraform)):
        reading = read(path, text)
        (found,) = reading.subjects
        assert isinstance(found, KafkaTopic)
        assert (found.name, found.partitions, found.replicas) == ("shop.orders", 12, 3)
        assert found.number("min.insync.replicas") == 2
        assert [one.id for one in reading.facts.datasets] == [topic("shop.orders")]


def test_terraform_of_other_things_and_names_that_are_variables() -> None:
    assert kinds_of("main.tf", 'resource "aws_s3_bucket" "b" {\n}\n') == frozenset()
    (found,) = read("a.tf", 'resource "confluent_kafka_topic" "o" {\n  topic_name = var.name\n').subjects
    assert isinstance(found, KafkaTopic)
    assert (found.name, found.partitions) == ("", None)


def test_yaml_that_is_none_is_told() -> None:
    assert read("a.yaml", "kind: KafkaTopic\n  a: [\n").facts.gaps


@pytest.mark.parametrize(
    ("text", "meant"),
    [("60000", 60_000), ("1 min", 60_000), ("10s", 10_000), ("2 h", 7_200_000), ("1 d", 86_400_000), ("soon", None)],
)
def test_durations(text: str, meant: int | None) -> None:
    assert milliseconds(text) == meant


def test_a_name_given_to_a_table_is_of_no_kind() -> None:
    assert Kind.FLINK_CONF not in kinds_of("dbt/config.yml", "models:\n  - name: x\n")
