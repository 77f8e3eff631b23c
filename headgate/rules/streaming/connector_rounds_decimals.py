"""A connector turns exact decimals into floating point."""

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
                "decimal.handling.mode": "double"
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
                "decimal.handling.mode": "string"
              }
            }
            """,
            path="connect/shop.json",
        ),
    ),
)
def connector_rounds_decimals(connector: Connector) -> Iterator[Found]:
    """A connector turns exact decimals into floating point.

    ## Why it matters
    `decimal.handling.mode=double` turns NUMERIC and DECIMAL into doubles: 0.1 is not 0.1 any more, and sums of
    money do not add up downstream.

    ## Instead
    `precise` (the default), or `string`.

    ## When it stays silent
    With the default and with `string`.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if connector.setting("decimal.handling.mode") == "double":
        yield Found(
            f"Connector `{connector.name}` sends decimals as doubles: amounts lose their exact value.",
            connector.line_of("decimal.handling.mode"),
            connector.name,
        )
