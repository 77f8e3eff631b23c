"""A consumer group never commits what it has read."""

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
            from kafka import KafkaConsumer

            consumer = KafkaConsumer("orders", group_id="report", enable_auto_commit=False)
            for message in consumer:
                print(message.value)
            """,
            3,
            path="jobs/orders.py",
        ),
        silent(
            """
            from kafka import KafkaConsumer

            consumer = KafkaConsumer("orders", group_id="report", enable_auto_commit=False)
            for message in consumer:
                print(message.value)
                consumer.commit()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def offsets_never_committed(client: KafkaClient) -> Iterator[Found]:
    """A consumer group never commits what it has read.

    ## Why it matters
    With `enable.auto.commit` off, offsets are committed by the program or not at all. Without any commit each
    restart, and each rebalance, reads everything again from `auto.offset.reset` on, or skips what came
    meanwhile.

    ## Instead
    `consumer.commit()` after the records have been handled.

    ## When it stays silent
    With automatic commits, without a group, where partitions are assigned or sought by hand, where the consumer
    is handed to other code, and where anything in the file commits.

    ## Fix
    None: after which step a record is done, the file does not tell.
    """
    told = client.setting("enable.auto.commit") == "false" and client.setting("group.id")
    if client.role != "consumer" or not told or not client.complete or client.called("assign", "seek"):
        return
    for node in ast.walk(client.tree):
        if isinstance(node, ast.Attribute) and ("commit" in node.attr or node.attr in ("store_offsets", *_OTHERS)):
            return
        given = [*node.args, *(one.value for one in node.keywords)] if isinstance(node, ast.Call) else []
        if any(ast.unparse(one) == client.name for one in given if isinstance(one, ast.Name | ast.Attribute)):
            return
        if (
            isinstance(node, ast.Return | ast.Yield)
            and isinstance(node.value, ast.Name)
            and node.value.id == client.name
        ):
            return
    yield Found(
        f"`{client.name}` commits no offsets: automatic commits are off, and nothing in the file commits. Each restart "
        "reads from its first offset again.",
        client.line,
        f"{client.name}:enable.auto.commit",
    )


_OTHERS = ("send_offsets_to_transaction", "seek_to_beginning", "seek_to_end", "offsets_for_times")
