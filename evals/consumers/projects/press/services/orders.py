import json
from dataclasses import dataclass

from confluent_kafka import Consumer


@dataclass
class Line:
    reader: str
    cents: int


def line(order):
    return Line(reader=order["reader"], cents=int(order["price"] * 100))


def main():
    consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "orders"})
    consumer.subscribe(["orders"])
    while True:
        message = consumer.poll(1.0)
        if message is None or message.error():
            continue
        order = json.loads(message.value())
        score = 0
        print(line(order), {"score": score, "kind": "print"})


main()
