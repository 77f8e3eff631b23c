"""A dead-letter queue is named and never used."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.connect.configuration import Connector
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            {
              "name": "orders",
              "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
              "topics": "orders",
              "errors.deadletterqueue.topic.name": "orders-dlq"
            }
            """,
            5,
            path="connect/orders.json",
        ),
        silent(
            """
            {
              "name": "orders",
              "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
              "topics": "orders",
              "errors.tolerance": "all",
              "errors.deadletterqueue.topic.name": "orders-dlq"
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def dead_letters_never_written(connector: Connector) -> Iterator[Found]:
    """A dead-letter queue is named and never used.

    ## Why it matters
    Connect writes to `errors.deadletterqueue.topic.name` only what `errors.tolerance=all` lets pass. At its
    default of `none` the first bad record stops the task, and the queue stays empty; a source connector has
    none at all.

    ## Instead
    `errors.tolerance=all`, with `errors.deadletterqueue.context.headers.enable=true` and somebody who reads the
    queue.

    ## When it stays silent
    With `errors.tolerance=all` on a sink.

    ## Fix
    None: whether bad records should stop the connector, the file does not tell.
    """
    key = "errors.deadletterqueue.topic.name"
    if not connector.setting(key):
        return
    if connector.kind == "source":
        why = "it is a source, and only sinks have one"
    elif (connector.setting("errors.tolerance") or "none") == "none" and connector.kind == "sink":
        why = "errors.tolerance is none, so the first bad record stops it"
    else:
        return
    yield Found(
        f"Connector `{connector.name}` never writes to its dead-letter queue: {why}.",
        connector.line_of(key),
        connector.name,
    )
