import json

from confluent_kafka import Consumer

from shop.db import save

consumer = Consumer({"bootstrap.servers": "broker:9092", "group.id": "orders", "enable.auto.commit": False})
consumer.subscribe(["orders"])


def run() -> None:
    while True:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            print(message.error())
            continue
        order = json.loads(message.value())
        save(order)
        consumer.commit(message=message)


if __name__ == "__main__":
    run()
