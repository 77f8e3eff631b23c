from confluent_kafka import Consumer

from meter import reading_pb2

consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "levels"})
consumer.subscribe(["reading"])


def alarm(reading):
    # the unit is taken for granted
    return reading.level > 5.0


while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    reading = reading_pb2.Reading.FromString(message.value())
    if alarm(reading):
        print(reading.sensor, "taken_at")
