"""A JDBC sink gets records that say nothing of their columns."""

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
              "value.converter": "org.apache.kafka.connect.json.JsonConverter",
              "value.converter.schemas.enable": "false"
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
              "value.converter": "io.confluent.connect.avro.AvroConverter"
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def jdbc_sink_without_schema(connector: Connector) -> Iterator[Found]:
    """A JDBC sink gets records that say nothing of their columns.

    ## Why it matters
    The sink makes columns from the schema of a record. JSON without its envelope of schema and payload, and
    plain text, bring none: the task fails with "requires records with a non-null Struct value and non-null
    Struct schema".

    ## Instead
    Avro, Protobuf or JSON Schema with a registry, or `value.converter.schemas.enable=true` and records that
    carry their schema.

    ## When it stays silent
    Where the converter is that of the worker, and where a transform builds the record.

    ## Fix
    None: how the records are written, the file does not tell.
    """
    if connector.kind != "sink" or "jdbc" not in connector.type or connector.setting("transforms"):
        return
    converter = (connector.setting("value.converter") or "").rsplit(".", 1)[-1]
    bare = converter == "JsonConverter" and connector.setting("value.converter.schemas.enable") == "false"
    if bare or converter in ("StringConverter", "ByteArrayConverter"):
        yield Found(
            f"Connector `{connector.name}` reads with {converter}, whose records have no schema: a JDBC sink "
            "refuses them.",
            connector.line_of("value.converter"),
            connector.name,
        )
