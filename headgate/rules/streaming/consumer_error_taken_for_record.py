"""A polled message is used without asking whether it is an error."""

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
            from confluent_kafka import Consumer

            consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "orders"})
            consumer.subscribe(["orders"])
            while True:
                message = consumer.poll(1.0)
                if message is None:
                    continue
                print(message.value())
            """,
            9,
            path="jobs/orders.py",
        ),
        silent(
            """
            from confluent_kafka import Consumer

            consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "orders"})
            consumer.subscribe(["orders"])
            while True:
                message = consumer.poll(1.0)
                if message is None or message.error():
                    continue
                print(message.value())
            """,
            path="jobs/orders.py",
        ),
    ),
)
def consumer_error_taken_for_record(client: KafkaClient) -> Iterator[Found]:
    """A polled message is used without asking whether it is an error.

    ## Why it matters
    `poll()` of confluent_kafka also hands over errors and events as messages: their value is the text of the
    error, or None, and it is handled as if it were a record.

    ## Instead
    `if message.error(): …` before `message.value()`.

    ## When it stays silent
    Where `error()` is asked of some message in the same function, and for other libraries, which raise.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if client.role != "consumer" or client.library != "confluent_kafka" or not client.called("poll", "consume"):
        return
    calls = [n for n in ast.walk(client.tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    if any(call.func.attr == "error" for call in calls if isinstance(call.func, ast.Attribute)):
        return
    polled = _polled(client)
    for call in calls:
        holder = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "value" else None
        if isinstance(holder, ast.Name) and holder.id in polled:
            yield Found(
                f"`{holder.id}` may be an error, not a record: its value is used without asking `{holder.id}.error()`.",
                call.lineno,
                f"{client.name}:{holder.id}",
            )
            return


def _polled(client: KafkaClient) -> set[str]:
    """Names that hold what `poll` gives."""
    found: set[str] = set()
    for node in ast.walk(client.tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            func = node.value.func
            if isinstance(func, ast.Attribute) and func.attr == "poll" and ast.unparse(func.value) == client.name:
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found
