import json

from confluent_kafka import Consumer, Producer

consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "mirror"})
producer = Producer({"bootstrap.servers": "kafka:9092"})
consumer.subscribe(["payments"])

while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    payment = json.loads(message.value())
    producer.produce("payments-mirror", value=json.dumps(payment), key=payment["payment_id"])
