"""A consumer sleeps longer than its group waits for the next poll."""

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
            import time
            from confluent_kafka import Consumer

            consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "report"})
            consumer.subscribe(["orders"])
            while True:
                message = consumer.poll(1.0)
                if message is None:
                    time.sleep(10 * 60)
            """,
            9,
            path="jobs/orders.py",
        ),
        silent(
            """
            import time
            from confluent_kafka import Consumer

            consumer = Consumer({"bootstrap.servers": "kafka:9092", "group.id": "report"})
            consumer.subscribe(["orders"])
            while True:
                message = consumer.poll(1.0)
                if message is None:
                    time.sleep(10)
            """,
            path="jobs/orders.py",
        ),
    ),
)
def sleep_outlasts_poll(client: KafkaClient) -> Iterator[Found]:
    """A consumer sleeps longer than its group waits for the next poll.

    ## Why it matters
    A member that does not poll within `max.poll.interval.ms` (five minutes by default) is taken out of its
    group: its partitions go to another one, which reads the same records again, and the commit that follows
    fails.

    ## Instead
    Pause the partitions and keep polling, or a longer `max.poll.interval.ms`.

    ## When it stays silent
    For shorter sleeps, and for times that are no literals.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if client.role != "consumer":
        return
    most = int(client.setting("max.poll.interval.ms") or "300000") if _number(client) else 0
    for loop in ast.walk(client.tree):
        if not most or not isinstance(loop, ast.While | ast.For | ast.AsyncFor) or not _polls(loop, client.name):
            continue
        for node in ast.walk(loop):
            seconds = _sleeps(node)
            if seconds * 1_000 >= most:
                yield Found(
                    f"`{client.name}` sleeps {seconds:g} s between polls; after {most // 1_000} s without one its "
                    "group "
                    "takes it for dead.",
                    getattr(node, "lineno", client.line),
                    f"{client.name}:sleep",
                )
                return


def _number(client: KafkaClient) -> bool:
    return (client.setting("max.poll.interval.ms") or "0").isdigit()


def _polls(loop: ast.While | ast.For | ast.AsyncFor, name: str) -> bool:
    if not isinstance(loop, ast.While) and ast.unparse(loop.iter) == name:
        return True
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in ("poll", "consume", "getmany")
        and ast.unparse(node.value) == name
        for node in ast.walk(loop)
    )


def _sleeps(node: ast.AST) -> float:
    """Seconds of a `time.sleep` or `asyncio.sleep`; 0 for anything else."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("time.sleep", "sleep", "asyncio.sleep"):
        return 0
    given = node.args[0] if node.args else None
    if isinstance(given, ast.BinOp) and isinstance(given.op, ast.Mult):
        parts = [side.value for side in (given.left, given.right) if isinstance(side, ast.Constant)]
        values = [float(part) for part in parts if isinstance(part, int | float)]
        return values[0] * values[1] if len(values) == 2 else 0
    value = given.value if isinstance(given, ast.Constant) else 0
    return float(value) if isinstance(value, int | float) else 0
