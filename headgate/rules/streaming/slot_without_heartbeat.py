"""A PostgreSQL connector confirms nothing while its tables are quiet."""

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
              "name": "shop",
              "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
              "topic.prefix": "shop"
            }
            """,
            3,
            path="connect/shop.json",
        ),
        silent(
            """
            {
              "name": "shop",
              "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
              "topic.prefix": "shop",
              "heartbeat.interval.ms": "10000"
            }
            """,
            path="connect/shop.json",
        ),
    ),
)
def slot_without_heartbeat(connector: Connector) -> Iterator[Found]:
    """A PostgreSQL connector confirms nothing while its tables are quiet.

    ## Why it matters
    The connector moves its replication slot on when a row of its tables changes. While only other tables
    change, the slot keeps all of the database's log, until the disk of the database is full.

    ## Instead
    `heartbeat.interval.ms`, with a `heartbeat.action.query` where the whole database may be quiet.

    ## When it stays silent
    With a heartbeat, and for connectors of other databases.

    ## Fix
    None: how quiet the tables are, the file does not tell.
    """
    postgres = "debezium" in (connector.setting("connector.class") or "") and connector.type.startswith("postgres")
    if postgres and connector.kind == "source" and (connector.setting("heartbeat.interval.ms") or "0") == "0":
        yield Found(
            f"Connector `{connector.name}` sends no heartbeat: while its tables are quiet, its slot keeps the "
            "whole log of "
            "the database.",
            connector.line_of("connector.class"),
            connector.name,
        )
