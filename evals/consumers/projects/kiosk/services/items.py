import json

from confluent_kafka import Consumer


class Items:
    topic = "sales"

    def __init__(self):
        self._consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "items"})
        self._consumer.subscribe(["sales"])

    def read(self):
        while True:
            message = self._consumer.poll(1.0)
            if message is not None:
                yield json.loads(message.value())

    def show(self):
        for sale in self.read():
            item, till = sale["item"], "till"
            print(item, till)


Items().show()
