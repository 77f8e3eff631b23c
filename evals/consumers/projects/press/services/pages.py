import json

from kafka import KafkaConsumer


def clicks():
    consumer = KafkaConsumer("clicks", bootstrap_servers="kafka:9092", value_deserializer=json.loads)
    for message in consumer:
        yield message.value


def main():
    seen = {}
    for click in clicks():
        url = click["url"]
        seen[url] = seen.get(url, 0) + 1
        print(seen)


main()
