import json

from confluent_kafka import Producer

producer = Producer({"bootstrap.servers": "broker:9092", "acks": "all", "enable.idempotence": True})


def publish(order: dict) -> None:
    producer.produce("orders", key=str(order["id"]), value=json.dumps(order))
    producer.poll(0)


def close() -> None:
    producer.flush()
