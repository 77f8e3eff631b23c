"""Sends a receipt for each ride; the status is not looked at."""
from confluent_kafka import DeserializingConsumer, Producer
from confluent_kafka.schema_registry.avro import AvroDeserializer

from registry import client

consumer = DeserializingConsumer({
    "bootstrap.servers": "kafka:9092",
    "group.id": "receipts",
    "value.deserializer": AvroDeserializer(client()),
})
producer = Producer({"bootstrap.servers": "kafka:9092"})
consumer.subscribe(["rides"])

while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    ride = message.value()
    total = ride["fare"] + (ride.get("tip") or 0)
    producer.produce("receipts", key=ride["rider_id"], value=f"{ride['ride_id']}: {total}")
