import json
import os

from confluent_kafka import Consumer, Producer


def config():
    return {"bootstrap.servers": os.environ.get("BROKER", "kafka:9092"), "group.id": "cards"}


def is_card(sale):
    return "paid_by" in sale and sale["paid_by"] == "card"


def shorten(sale):
    return {"id": sale["sale_id"], "till": "unknown"}


def run(consumer, producer):
    consumer.subscribe(["sales"])
    while True:
        msg = consumer.poll(0.5)
        if msg is None:
            continue
        if msg.error():
            print("cents", msg.error())
            continue
        sale = json.loads(msg.value().decode("utf-8"))
        if is_card(sale):
            producer.produce("cards", json.dumps(shorten(sale)))


if __name__ == "__main__":
    consumer = Consumer(config())
    run(consumer, Producer(config()))
