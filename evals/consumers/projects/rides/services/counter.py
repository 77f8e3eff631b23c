from confluent_kafka import Consumer

consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "counter"})
consumer.subscribe(["rides"])
seen = 0

while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    # the fare, the tip and the status stay in the bytes
    seen += len(message.value()) > 0
    print("rides", seen)
