"""Kafka clients in Python."""

from __future__ import annotations

import textwrap

from headgate.dataset import topic
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.streams.kafka_python import read_kafka
from headgate.source.kinds import Kind


def facts_of(code: str) -> FileFacts:
    return read_kafka(SourceFile("x.py", textwrap.dedent(code), frozenset({Kind.KAFKA_PYTHON}))).facts


def test_topics_of_both_sides_are_told() -> None:
    facts = facts_of(
        """
        from kafka import KafkaConsumer, KafkaProducer

        TOPIC = "orders"

        def run():
            consumer = KafkaConsumer(TOPIC, group_id="g")
            producer = KafkaProducer(acks="all", **options)
            for message in consumer:
                producer.send("orders_clean", message.value)
        """
    )
    reader, writer = facts.jobs
    assert [use.dataset for use in reader.reads] == [topic("orders")]
    assert [use.dataset for use in writer.writes] == [topic("orders_clean")]
    assert ("group.id", "g") in [(one.key, one.value) for one in facts.stream_settings]


def test_settings_are_read_from_the_dictionary() -> None:
    facts = facts_of(
        """
        from confluent_kafka import Consumer
        SETTINGS = {"bootstrap.servers": "k", "enable.auto.commit": False}
        class Reader:
            def __init__(self):
                self.consumer = Consumer(SETTINGS)
                self.consumer.subscribe(["a", "b"])
        """
    )
    assert ("enable.auto.commit", "false") in [(one.key, one.value) for one in facts.stream_settings]
    assert [use.dataset for use in facts.jobs[0].reads] == [topic("a"), topic("b")]


def test_broken_code_is_a_gap() -> None:
    assert facts_of("import kafka\ndef (").gaps
