"""A Kafka table starts at offsets that its group does not have yet."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE orders (id BIGINT) WITH (
              'connector' = 'kafka',
              'topic' = 'orders',
              'properties.group.id' = 'report',
              'scan.startup.mode' = 'group-offsets'
            );
            SELECT id FROM orders;
            """,
            5,
            path="flink/orders.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT) WITH (
              'connector' = 'kafka',
              'topic' = 'orders',
              'properties.group.id' = 'report',
              'properties.auto.offset.reset' = 'earliest',
              'scan.startup.mode' = 'group-offsets'
            );
            SELECT id FROM orders;
            """,
            path="flink/orders.sql",
        ),
    ),
)
def group_without_first_offset(script: FlinkScript) -> Iterator[Found]:
    """A Kafka table starts at offsets that its group does not have yet.

    ## Why it matters
    `group-offsets` is the default of `scan.startup.mode`. A group that has committed nothing has no offset, and
    without `properties.auto.offset.reset` Flink takes that for `none`: the first start fails with
    NoOffsetForPartitionException.

    ## Instead
    `'properties.auto.offset.reset' = 'earliest'`, or another `scan.startup.mode`.

    ## When it stays silent
    For tables that the script only writes, for other modes, where a hint sets the mode, and for upsert-kafka,
    which always starts at the earliest offset.

    ## Fix
    None: from where the first start should read, the file does not tell.
    """
    read = {use.dataset.name.rsplit(".", 1)[-1] for one in script.statements for use in one.facts.reads}
    hinted = any("scan.startup.mode" in one.arguments or "auto.offset.reset" in one.arguments for one in script.hints)
    for table in script.tables:
        mode = table.option("scan.startup.mode")
        if table.connector != "kafka" or table.like or hinted or table.name.rsplit(".", 1)[-1] not in read:
            continue
        if mode in (None, "group-offsets") and table.option("properties.auto.offset.reset") is None:
            told = (
                "starts at the offsets of its group"
                if mode
                else "sets no scan.startup.mode, so it starts at group offsets"
            )
            yield Found(
                f"`{table.name}` {told}, and sets no properties.auto.offset.reset: the first start of a new group "
                "fails.",
                table.line_of("scan.startup.mode"),
                table.name,
            )
