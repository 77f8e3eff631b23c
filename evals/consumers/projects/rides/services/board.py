from confluent_kafka import DeserializingConsumer
from confluent_kafka.schema_registry.avro import AvroDeserializer

from registry import client

TOPIC = "rides"


def shown(ride):
    place = ride["city"].upper()
    return f"{place} {ride['status']}"


def main():
    consumer = DeserializingConsumer({
        "bootstrap.servers": "kafka:9092",
        "group.id": "board",
        "value.deserializer": AvroDeserializer(client()),
    })
    consumer.subscribe([TOPIC])
    fare = 0
    while True:
        message = consumer.poll(1.0)
        if message is None or message.error():
            continue
        print(shown(message.value()), {"fare": fare, "tip": "none"})


main()
