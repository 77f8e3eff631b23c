from confluent_kafka import DeserializingConsumer
from confluent_kafka.schema_registry.avro import AvroDeserializer

from registry import client


class Scores:
    def __init__(self):
        self.total = 0.0
        self.consumer = DeserializingConsumer({
            "bootstrap.servers": "kafka:9092",
            "group.id": "scores",
            "value.deserializer": AvroDeserializer(client()),
        })
        self.consumer.subscribe(["clicks"])

    def add(self, click):
        if click["kind"] == "like":
            self.total += click.get("score", 0.0)

    def run(self):
        while True:
            message = self.consumer.poll(1.0)
            if message is None:
                continue
            self.add(message.value())
            print("reader", self.total)


Scores().run()
