from confluent_kafka import Consumer

from city import driver_pb2

consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "ratings"})
consumer.subscribe(["driver"])

while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    driver = driver_pb2.Driver()
    driver.ParseFromString(message.value())
    if driver.rating < 3.5:
        print(driver.driver_id, "city")
