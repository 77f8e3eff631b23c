"""A JDBC source copies whole tables again at every poll."""

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
              "name": "orders-source",
              "connector.class": "io.confluent.connect.jdbc.JdbcSourceConnector",
              "connection.url": "jdbc:postgresql://db/shop",
              "topic.prefix": "shop-",
              "mode": "bulk"
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
              "mode": "bulk",
              "poll.interval.ms": "86400000"
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def jdbc_source_copies_whole_tables(connector: Connector) -> Iterator[Found]:
    """A JDBC source copies whole tables again at every poll.

    ## Why it matters
    `mode=bulk` reads every table from end to end each `poll.interval.ms`, five seconds by default: the topic
    fills with copies, and the database does little else.

    ## Instead
    `timestamp+incrementing`, or change data capture; where bulk is meant, an interval of hours.

    ## When it stays silent
    For other modes, with an interval of ten minutes and more, and with a query of its own.

    ## Fix
    None: how rows change, the file does not tell.
    """
    if connector.kind != "source" or "jdbc" not in connector.type or connector.setting("mode") != "bulk":
        return
    every = connector.setting("poll.interval.ms") or "5000"
    if every.isdigit() and int(every) < _SELDOM and not connector.setting("query"):
        yield Found(
            f"Connector `{connector.name}` copies its tables as a whole every {int(every) / 1_000:g} s.",
            connector.line_of("mode"),
            connector.name,
        )


_SELDOM = 600_000
