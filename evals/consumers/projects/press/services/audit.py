import json

from confluent_kafka import Consumer, Producer

producer = Producer({"bootstrap.servers": "kafka:9092"})
consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "audit"})
consumer.subscribe(["orders"])

while True:
    batch = consumer.consume(3, 1.0)
    for message in batch:
        order = json.loads(message.value())
        producer.produce("audit", value=json.dumps({**order, "seen": True}))
    consumer.poll(1.0)
