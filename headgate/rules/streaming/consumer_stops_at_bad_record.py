"""One record that cannot be decoded stops the consumer for good."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.streams.client import KafkaClient
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            import json
            from kafka import KafkaConsumer

            consumer = KafkaConsumer("orders", value_deserializer=lambda raw: json.loads(raw))
            for message in consumer:
                print(message.value)
            """,
            4,
            path="jobs/orders.py",
        ),
        silent(
            """
            import json
            from kafka import KafkaConsumer

            def decode(raw):
                try:
                    return json.loads(raw)
                except ValueError:
                    return None

            consumer = KafkaConsumer("orders", value_deserializer=decode)
            for message in consumer:
                print(message.value)
            """,
            path="jobs/orders.py",
        ),
    ),
)
def consumer_stops_at_bad_record(client: KafkaClient) -> Iterator[Found]:
    """One record that cannot be decoded stops the consumer for good.

    ## Why it matters
    The deserialiser runs inside the iterator: when it raises, the loop ends, the offset stays where it is, and
    the next start fails at the same record.

    ## Instead
    Take bytes from the consumer, decode inside the loop in a `try`, and send what fails to a dead-letter topic.

    ## When it stays silent
    Where the deserialiser is a function of this file that catches what it raises, and where the loop itself
    stands in a `try` within another loop.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if client.role != "consumer" or client.library not in ("kafka", "aiokafka"):
        return
    for node in ast.walk(client.tree):
        if not isinstance(node, ast.Call) or node.lineno != client.line:
            continue
        for given in node.keywords:
            raising = isinstance(given.value, ast.Lambda) and any(
                isinstance(part, ast.Call) and ast.unparse(part.func) == "json.loads" for part in ast.walk(given.value)
            )
            if given.arg == "value_deserializer" and raising:
                yield Found(
                    f"`{client.name}` decodes inside its iterator: one record that is no JSON ends the loop, again and "
                    "again at the same offset.",
                    given.value.lineno,
                    f"{client.name}:value_deserializer",
                )
