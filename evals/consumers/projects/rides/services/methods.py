import json
from collections import Counter

from kafka import KafkaConsumer

counts = Counter()


def handle(raw):
    payment = json.loads(raw)
    method = payment.pop("method", "cash")
    counts[method] += 1
    if "fare" in payment:
        counts["fare"] += 1


def run():
    consumer = KafkaConsumer("payments", bootstrap_servers="kafka:9092", group_id="methods")
    for record in consumer:
        handle(record.value)
        print(dict(counts))


run()
