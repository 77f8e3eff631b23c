import json
import logging

from kafka import KafkaConsumer

log = logging.getLogger(__name__)


def value_of(message):
    return json.loads(message.value.decode("utf-8"))


class Highest:
    def __init__(self):
        self.best = {}

    def take(self, bid):
        lot = bid["lot"]
        if bid.get("amount", 0) > self.best.get(lot, 0):
            self.best[lot] = bid["amount"]
            print(lot, self.best[lot])


def main():
    highest = Highest()
    consumer = KafkaConsumer("bids", bootstrap_servers="kafka:9092", group_id="highest")
    for message in consumer:
        try:
            bid = value_of(message)
        except ValueError:
            log.warning("bidder sent no JSON")
            continue
        highest.take(bid)


main()
