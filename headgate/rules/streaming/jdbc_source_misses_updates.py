"""A JDBC source sees new rows only."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.connect.configuration import Connector
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            {
              "name": "orders-source",
              "connector.class": "io.confluent.connect.jdbc.JdbcSourceConnector",
              "connection.url": "jdbc:postgresql://db/shop",
              "topic.prefix": "shop-",
              "mode": "incrementing"
            }
            """,
            6,
            path="connect/orders.json",
        ),
        silent(
            """
            {
              "name": "orders-source",
              "connector.class": "io.confluent.connect.jdbc.JdbcSourceConnector",
              "connection.url": "jdbc:postgresql://db/shop",
              "topic.prefix": "shop-",
              "mode": "timestamp+incrementing"
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def jdbc_source_misses_updates(connector: Connector) -> Iterator[Found]:
    """A JDBC source sees new rows only.

    ## Why it matters
    `mode=incrementing` asks for ids above the last one: rows that are changed, and rows whose transaction ended
    after a higher id was read, never reach the topic.

    ## Instead
    `timestamp+incrementing` with a column that every change sets, or change data capture.

    ## When it stays silent
    For other modes; whether rows of the table ever change, the configuration does not say.

    ## Fix
    None: which column a change sets, the file does not tell.
    """
    if connector.kind == "source" and "jdbc" in connector.type and connector.setting("mode") == "incrementing":
        yield Found(
            f"Connector `{connector.name}` reads by growing ids alone: changed rows never reach the topic.",
            connector.line_of("mode"),
            connector.name,
        )
