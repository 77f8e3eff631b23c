"""A producer asks for idempotence and forbids what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import ClientConfig
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            bootstrap.servers=kafka:9092
            enable.idempotence=true
            acks=1
            """,
            3,
            path="conf/producer.properties",
        ),
        fires(
            """
            from confluent_kafka import Producer

            producer = Producer({"bootstrap.servers": "kafka:9092", "enable.idempotence": True, "acks": 1})
            producer.produce("orders", b"1")
            producer.flush()
            """,
            3,
            path="jobs/orders.py",
        ),
        silent(
            """
            bootstrap.servers=kafka:9092
            enable.idempotence=true
            acks=all
            """,
            path="conf/producer.properties",
        ),
    ),
)
def idempotence_refused(client: ClientConfig) -> Iterator[Found]:
    """A producer asks for idempotence and forbids what it needs.

    ## Why it matters
    An idempotent producer needs `acks=all`, at most five requests in flight, and retries. Clients that are told
    otherwise refuse to start; and one with a `transactional.id` cannot do without idempotence.

    ## Instead
    Leave `acks`, `retries` and `max.in.flight.requests.per.connection` at their defaults.

    ## When it stays silent
    Where idempotence is at its default: the client then switches it off by itself.

    ## Fix
    None: which of the two is meant, the file does not tell.
    """
    wanted = client.get("enable.idempotence").lower()
    if wanted == "false" and client.states("transactional.id"):
        why, key = "transactional.id needs idempotence, which is switched off", "transactional.id"
    elif wanted != "true":
        return
    elif client.get("acks", "request.required.acks") in ("0", "1"):
        why, key = (
            f"enable.idempotence needs acks=all, but acks is {client.get('acks', 'request.required.acks')}",
            "acks",
        )
    elif (client.number("max.in.flight.requests.per.connection") or 0) > 5:
        why, key = "enable.idempotence allows five requests in flight", "max.in.flight.requests.per.connection"
    elif client.number("retries") == 0:
        why, key = "enable.idempotence needs retries, which are 0", "retries"
    else:
        return
    yield Found(f"`{client.name or 'producer'}` does not start: {why}.", client.line(key), f"{client.name}:{key}")
