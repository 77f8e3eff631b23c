"""A sink connector drops records that it cannot handle."""

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
              "name": "orders-sink",
              "config": {
                "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
                "topics": "orders",
                "errors.tolerance": "all"
              }
            }
            """,
            6,
            path="connect/orders.json",
        ),
        silent(
            """
            {
              "name": "orders-sink",
              "config": {
                "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
                "topics": "orders",
                "errors.tolerance": "all",
                "errors.deadletterqueue.topic.name": "orders-dead"
              }
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def connector_drops_bad_records(connector: Connector) -> Iterator[Found]:
    """A sink connector drops records that it cannot handle.

    ## Why it matters
    With `errors.tolerance=all` and neither a dead-letter topic nor a log, a record that does not convert is
    skipped: no error, no trace, and the row is missing.

    ## Instead
    `errors.deadletterqueue.topic.name`, and `errors.log.enable=true`.

    ## When it stays silent
    With a dead-letter topic or the error log, with the default tolerance, and for sources.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if connector.kind != "sink" or connector.setting("errors.tolerance") != "all":
        return
    if connector.setting("errors.deadletterqueue.topic.name") or connector.setting("errors.log.enable") == "true":
        return
    yield Found(
        f"Connector `{connector.name}` tolerates all errors and keeps neither a dead-letter topic nor a log: "
        "records that fail are gone without a trace.",
        connector.line_of("errors.tolerance"),
        connector.name,
    )
