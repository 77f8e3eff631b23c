import json
from collections import defaultdict

from kafka import KafkaConsumer

consumer = KafkaConsumer("sales", bootstrap_servers="kafka:9092", value_deserializer=lambda v: json.loads(v))
totals = defaultdict(int)

for record in consumer:
    sale = record.value
    if not sale:
        continue
    totals[sale["till"]] += int(sale.get("cents") or 0)
    print(f"item totals: {dict(totals)}")
