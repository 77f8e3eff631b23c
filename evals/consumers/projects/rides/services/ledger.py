import json

from kafka import KafkaConsumer, KafkaProducer

consumer = KafkaConsumer(
    "payments",
    bootstrap_servers="kafka:9092",
    group_id="ledger",
    value_deserializer=lambda raw: json.loads(raw.decode()),
)
producer = KafkaProducer(bootstrap_servers="kafka:9092", value_serializer=lambda one: json.dumps(one).encode())

for message in consumer:
    payment = message.value
    if payment.get("status") != "settled":
        continue
    entry = {
        "id": payment["payment_id"],
        "fare": payment["amount"],
        "method": "unknown",
    }
    producer.send("ledger", value=entry)
