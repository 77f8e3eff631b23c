import json

from confluent_kafka import Consumer

consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "lots"})
consumer.subscribe(["bids"])


def lots(batch):
    return {json.loads(one.value())["lot"] for one in batch if one is not None}


while True:
    found = lots([consumer.poll(1.0), consumer.poll(1.0)])
    print(sorted(found), "amount")
