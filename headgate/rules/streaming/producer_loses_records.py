"""A producer does not wait until its records are replicated."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.client import KafkaClient
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from confluent_kafka import Producer

            producer = Producer({"bootstrap.servers": "kafka:9092", "acks": 0})
            producer.produce("orders", b"1")
            producer.flush()
            """,
            3,
            path="jobs/orders.py",
        ),
        silent(
            """
            from confluent_kafka import Producer

            producer = Producer({"bootstrap.servers": "kafka:9092", "acks": "all"})
            producer.produce("orders", b"1")
            producer.flush()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def producer_loses_records(client: KafkaClient) -> Iterator[Found]:
    """A producer does not wait until its records are replicated.

    ## Why it matters
    With `acks=0` the producer takes a record for sent before the broker has it; with `acks=1` before a replica
    has it. When the leader fails, records that were reported as sent are gone.

    ## Instead
    `acks="all"`, with `enable.idempotence`; both are the default of Kafka 3 clients in Java and of librdkafka.

    ## When it stays silent
    With `acks` of `all` or `-1`, or at its default, and where it is known at run time only.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    acks = client.setting("acks")
    if client.role != "producer" or acks not in ("0", "1"):
        return
    topics = ", ".join(sorted({name for name, _ in client.topics})) or "its topics"
    lost = "before the broker has them" if acks == "0" else "before a replica has them"
    yield Found(
        f"`{client.name}` sends to {topics} with acks={acks}: records count as sent {lost}, and a failover loses them.",
        client.line,
        f"{client.name}:acks",
        level=None if acks == "0" else Level.NOTE,
    )
