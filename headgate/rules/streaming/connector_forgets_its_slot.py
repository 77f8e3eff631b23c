"""A Debezium connector drops its replication slot when it stops."""

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
              "name": "shop",
              "config": {
                "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                "topic.prefix": "shop",
                "slot.drop.on.stop": "true"
              }
            }
            """,
            6,
            path="connect/shop.json",
        ),
        silent(
            """
            {
              "name": "shop",
              "config": {
                "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                "topic.prefix": "shop",
                "slot.drop.on.stop": "false"
              }
            }
            """,
            path="connect/shop.json",
        ),
    ),
)
def connector_forgets_its_slot(connector: Connector) -> Iterator[Found]:
    """A Debezium connector drops its replication slot when it stops.

    ## Why it matters
    With `slot.drop.on.stop` the database keeps no log for the connector while it is down: changes made
    meanwhile never reach the topic.

    ## Instead
    Leave it at `false`; drop the slot by hand when the connector is taken down for good.

    ## When it stays silent
    With the default.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if connector.setting("slot.drop.on.stop") == "true":
        yield Found(
            f"Connector `{connector.name}` drops its replication slot when it stops: changes made "
            "while it is down are lost.",
            connector.line_of("slot.drop.on.stop"),
            connector.name,
        )
