"""A producer is never flushed, and the program may end before its records are sent."""

from __future__ import annotations

import ast
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

            def publish(rows):
                producer = Producer({"bootstrap.servers": "kafka:9092"})
                for row in rows:
                    producer.produce("orders", row)
            """,
            4,
            path="jobs/orders.py",
        ),
        silent(
            """
            from confluent_kafka import Producer

            def publish(rows):
                producer = Producer({"bootstrap.servers": "kafka:9092"})
                for row in rows:
                    producer.produce("orders", row)
                producer.flush()
            """,
            path="jobs/orders.py",
        ),
        silent(
            """
            from confluent_kafka import Producer

            def connect():
                producer = Producer({"bootstrap.servers": "kafka:9092"})
                producer.produce("orders", b"hello")
                return producer
            """,
            path="jobs/orders.py",
        ),
    ),
)
def producer_never_flushed(client: KafkaClient) -> Iterator[Found]:
    """A producer is never flushed, and the program may end before its records are sent.

    ## Why it matters
    Sending puts records into a buffer that another thread empties. When the process ends, what is still in the
    buffer is lost, without an error.

    ## Instead
    `producer.flush()` before the end, in a `finally`.

    ## When it stays silent
    Where it is flushed, closed, handed on or kept in an attribute, and where the program runs on in an endless
    loop.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if client.role != "producer" or "." in client.name or not client.called("send", "produce"):
        return
    if client.called("flush", "close", "stop", "send_and_wait") or _goes_on(client):
        return
    yield Found(
        f"`{client.name}` sends (line {client.called('send', 'produce')}) and is never flushed: what is in its buffer "
        "when the program ends is lost.",
        client.line,
        f"{client.name}:flush",
    )


def _goes_on(client: KafkaClient) -> bool:
    """The producer leaves its scope, its futures are waited for, or the scope has an endless loop."""
    for node in ast.walk(client.tree if isinstance(client.scope, ast.Module) else client.scope):
        if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
            return True
        if isinstance(node, ast.Attribute) and node.attr in ("get", "result") and isinstance(node.value, ast.Call):
            return True
    return _is_handed_on(client)


def _is_handed_on(client: KafkaClient) -> bool:
    """The producer is returned, given to a function or kept elsewhere, not only called."""
    called = {id(node.value) for node in ast.walk(client.tree) if isinstance(node, ast.Attribute)}
    loads = (n for n in ast.walk(client.tree) if isinstance(n, ast.Name) and n.id == client.name)
    return any(isinstance(node.ctx, ast.Load) and id(node) not in called for node in loads)
