from confluent_kafka import Consumer

from city.driver_pb2 import Driver

consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "names"})
consumer.subscribe(["driver"])


def greet(driver):
    return f"Hello {driver.name} of {driver.city}"


for message in consumer.consume(10, 1.0):
    print(greet(Driver.FromString(message.value())), "status")
