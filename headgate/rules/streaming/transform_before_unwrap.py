"""A transform looks for columns before the record is unwrapped."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.connect.configuration import Connector, listed
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
              "connector.class": "io.debezium.connector.mysql.MySqlConnector",
              "topic.prefix": "shop",
              "transforms": "key,unwrap",
              "transforms.key.type": "org.apache.kafka.connect.transforms.ValueToKey",
              "transforms.key.fields": "id",
              "transforms.unwrap.type": "io.debezium.transforms.ExtractNewRecordState"
            }
            """,
            5,
            path="connect/shop.json",
        ),
        silent(
            """
            {
              "name": "shop",
              "connector.class": "io.debezium.connector.mysql.MySqlConnector",
              "topic.prefix": "shop",
              "transforms": "unwrap,key",
              "transforms.key.type": "org.apache.kafka.connect.transforms.ValueToKey",
              "transforms.key.fields": "id",
              "transforms.unwrap.type": "io.debezium.transforms.ExtractNewRecordState"
            }
            """,
            path="connect/shop.json",
        ),
    ),
)
def transform_before_unwrap(connector: Connector) -> Iterator[Found]:
    """A transform looks for columns before the record is unwrapped.

    ## Why it matters
    Transforms run in the order of `transforms`. Before `ExtractNewRecordState` a record of Debezium is an
    envelope of `before`, `after`, `op` and `source`: a transform that asks for a column does not find it, and
    the task fails, or the field is passed over.

    ## Instead
    `transforms=unwrap,…`: first the one that unwraps.

    ## When it stays silent
    For fields of the envelope itself, for predicates, and without unwrapping.

    ## Fix
    None: other transforms may count on the order.
    """
    order = listed(connector.setting("transforms"))
    types = {name: connector.setting(f"transforms.{name}.type") or "" for name in order}
    unwraps = next((at for at, name in enumerate(order) if types[name].endswith("ExtractNewRecordState")), None)
    for name in order[: unwraps or 0]:
        key = next((key for key in _FIELDS if connector.setting(f"transforms.{name}.{key}")), "")
        asked = [one.split(":")[0] for one in listed(connector.setting(f"transforms.{name}.{key}"))] if key else []
        looks = types[name].rsplit(".", 1)[-1] in _BY_FIELD and not connector.setting(f"transforms.{name}.predicate")
        if looks and asked and not set(asked) & _ENVELOPE:
            yield Found(
                f"`{name}` of `{connector.name}` asks for `{asked[0]}` before `{order[unwraps or 0]}` unwraps the "
                "record: there "
                "are only `before`, `after`, `op` and `source` yet.",
                connector.line_of("transforms"),
                f"{connector.name}:{name}",
            )


_FIELDS = ("fields", "field")
_BY_FIELD = ("ValueToKey", "ExtractField$Value", "TimestampConverter$Value", "Cast$Value", "MaskField$Value")
_ENVELOPE = {"before", "after", "op", "source", "ts_ms", "ts_us", "ts_ns", "transaction"}
