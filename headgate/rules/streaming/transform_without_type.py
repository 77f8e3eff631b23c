"""A connector names a transform that it does not define."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.streams.connect.configuration import Connector, listed
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
              "transforms": "unwrap,route",
              "transforms.unwrap.type": "io.debezium.transforms.ExtractNewRecordState"
            }
            """,
            5,
            path="connect/orders.json",
        ),
        fires(
            """
            {
              "name": "orders-sink",
              "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
              "topics": "orders",
              "transforms": "unwrap",
              "transforms.unwrap.type": "io.debezium.transforms.ExtractNewRecordState",
              "transforms.route.type": "org.apache.kafka.connect.transforms.RegexRouter"
            }
            """,
            7,
            path="connect/orders.json",
        ),
        silent(
            """
            {
              "name": "orders-sink",
              "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
              "topics": "orders",
              "transforms": "unwrap",
              "transforms.unwrap.type": "io.debezium.transforms.ExtractNewRecordState"
            }
            """,
            path="connect/orders.json",
        ),
    ),
)
def transform_without_type(connector: Connector) -> Iterator[Found]:
    """A connector names a transform that it does not define.

    ## Why it matters
    Each name in `transforms` needs a `transforms.<name>.type`: without it Connect refuses the connector. A
    transform that is defined and not named does nothing at all.

    ## Instead
    The same names in both places.

    ## When it stays silent
    Where the list comes from outside the file.

    ## Fix
    None: whether the name or the transform is missing, the file does not tell.
    """
    named = [name for name in listed(connector.setting("transforms")) if "$" not in name and "{" not in name]
    told = [key for key, _ in connector.settings if _TYPE.fullmatch(key)]
    defined = {key.split(".")[1]: key for key in told}
    for name in named:
        if name not in defined:
            yield Found(
                f"Connector `{connector.name}` names the transform `{name}`, but sets no "
                f"`transforms.{name}.type`: it is refused.",
                connector.line_of("transforms"),
                f"{connector.name}:{name}",
            )
    for name, key in defined.items():
        if name not in named and not any(mark in (connector.setting("transforms") or "") for mark in "${"):
            yield Found(
                f"Connector `{connector.name}` defines the transform `{name}`, but `transforms` does not name it: "
                "it does nothing.",
                connector.line_of(key),
                f"{connector.name}:{name}",
                level=Level.WARNING,
            )


_TYPE = re.compile(r"transforms\.[^.]+\.type")
