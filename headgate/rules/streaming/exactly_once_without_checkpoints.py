"""A Flink sink promises exactly-once without what that takes."""

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
            CREATE TABLE orders (
              id BIGINT
            ) WITH (
              'connector' = 'kafka',
              'topic' = 'orders',
              'sink.delivery-guarantee' = 'exactly-once'
            );
            """,
            6,
            path="flink/orders.sql",
        ),
        silent(
            """
            SET 'execution.checkpointing.interval' = '1 min';

            CREATE TABLE orders (
              id BIGINT
            ) WITH (
              'connector' = 'kafka',
              'topic' = 'orders',
              'sink.delivery-guarantee' = 'exactly-once',
              'sink.transactional-id-prefix' = 'orders-job'
            );
            """,
            path="flink/orders.sql",
        ),
    ),
)
def exactly_once_without_checkpoints(script: FlinkScript) -> Iterator[Found]:
    """A Flink sink promises exactly-once without what that takes.

    ## Why it matters
    Transactions are committed at checkpoints: with neither an interval in the script nor in the cluster nothing
    is ever committed. Without a `sink.transactional-id-prefix` the connector refuses the table.

    ## Instead
    `SET 'execution.checkpointing.interval' = '1 min'`, and a prefix that no other job uses.

    ## When it stays silent
    With other guarantees.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    for table in script.tables:
        if table.option("sink.delivery-guarantee") != "exactly-once":
            continue
        missing = []
        if table.option("sink.transactional-id-prefix") is None and table.option("connector") == "kafka":
            missing.append("no sink.transactional-id-prefix, which the connector asks for")
        if "execution.checkpointing.interval" not in script.settings:
            missing.append(
                "no execution.checkpointing.interval in the script, and without checkpoints nothing is committed"
            )
        if missing:
            yield Found(
                f"Table `{table.name}` promises exactly-once, but there is {' and '.join(missing)}.",
                table.line_of("sink.delivery-guarantee"),
                table.name,
                level=None if len(missing) == 2 or "prefix" in missing[0] else Level.NOTE,
            )
