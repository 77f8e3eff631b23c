import json

from kafka import KafkaConsumer

consumer = KafkaConsumer("sales", bootstrap_servers="kafka:9092")

for record in consumer:
    sale = json.loads(record.value)
    for name, value in sale.items():
        print(name, value)
