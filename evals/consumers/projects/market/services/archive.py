import json

from confluent_kafka import Consumer

rows = []
consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "archive"})
consumer.subscribe(["bids"])

while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    rows.append(json.loads(message.value()))
    print(rows)
