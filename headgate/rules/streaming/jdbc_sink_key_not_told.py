"""A JDBC sink upserts or deletes without knowing the key."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.connect.configuration import Connector
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            {
              "name": "orders-sink",
              "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
              "topics": "orders",
              "insert.mode": "upsert"
            }
            """,
            5,
            path="connect/orders.json",
        ),
        silent(
            """
            {
              "name": "orders-sink",
              "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
              "topics": "orders",
              "insert.mode": "upsert",
              "pk.mode": "record_key"
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def jdbc_sink_key_not_told(connector: Connector) -> Iterator[Found]:
    """A JDBC sink upserts or deletes without knowing the key.

    ## Why it matters
    `insert.mode=upsert` and `update` need columns to find a row by, and deletes need the record's key: with
    `pk.mode` at its default of `none` the task fails at its first record, or the connector does not start.

    ## Instead
    `pk.mode` of `record_key` (deletes take no other) or `record_value`, with `pk.fields`.

    ## When it stays silent
    For plain inserts.

    ## Fix
    None: what the key is, the file does not tell.
    """
    if (
        connector.kind != "sink"
        or "jdbc" not in connector.type
        or "debezium" in (connector.setting("connector.class") or "")
    ):
        return
    mode = (connector.setting("insert.mode") or "insert").lower()
    key = (connector.setting("pk.mode") or "none").lower()
    if mode in ("upsert", "update") and key == "none":
        yield Found(
            f"Connector `{connector.name}` has insert.mode={mode} and no pk.mode: it does not know which row is meant.",
            connector.line_of("insert.mode"),
            connector.name,
        )
    elif connector.setting("delete.enabled") == "true" and key != "record_key":
        yield Found(
            f"Connector `{connector.name}` deletes, which needs pk.mode=record_key, but pk.mode is {key}: it does "
            "not start.",
            connector.line_of("delete.enabled"),
            connector.name,
        )
