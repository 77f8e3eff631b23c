"""A producer that tries again may change the order of its records."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import ClientConfig
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            bootstrap.servers=kafka:9092
            acks=all
            enable.idempotence=false
            """,
            3,
            path="conf/producer.properties",
        ),
        silent(
            """
            bootstrap.servers=kafka:9092
            acks=all
            enable.idempotence=false
            max.in.flight.requests.per.connection=1
            """,
            path="conf/producer.properties",
        ),
    ),
)
def retries_reorder_records(client: ClientConfig) -> Iterator[Found]:
    """A producer that tries again may change the order of its records.

    ## Why it matters
    Without idempotence a batch that is sent again lands behind the one that was sent after it, and a batch
    whose answer was lost is there twice: the last state of a key may be an old one.

    ## Instead
    `enable.idempotence=true`, the default of Java clients since Kafka 3; or one request in flight.

    ## When it stays silent
    Where idempotence is not switched off by name, without retries, with one request in flight, and with
    `acks=0`.

    ## Fix
    None: brokers older than 0.11 know no idempotence.
    """
    if client.get("enable.idempotence").lower() != "false" or client.number("retries") == 0:
        return
    keys = ("max.in.flight.requests.per.connection", "max.in.flight")
    if client.get(*keys) == "1" or client.get("acks") == "0" or client.states("transactional.id"):
        return
    yield Found(
        f"`{client.name or 'producer'}` retries with several requests in flight and without idempotence: records may "
        "change their order, and be there twice.",
        client.line("enable.idempotence"),
        f"{client.name}:enable.idempotence",
    )
