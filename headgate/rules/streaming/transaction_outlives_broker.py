"""The transactions of an exactly-once sink last longer than the broker lets them."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.settings import milliseconds
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE paid (id BIGINT) WITH (
              'connector' = 'kafka',
              'topic' = 'paid',
              'sink.delivery-guarantee' = 'exactly-once',
              'sink.transactional-id-prefix' = 'paid'
            );
            """,
            4,
            path="flink/paid.sql",
        ),
        silent(
            """
            CREATE TABLE paid (id BIGINT) WITH (
              'connector' = 'kafka',
              'topic' = 'paid',
              'sink.delivery-guarantee' = 'exactly-once',
              'sink.transactional-id-prefix' = 'paid',
              'properties.transaction.timeout.ms' = '900000'
            );
            """,
            path="flink/paid.sql",
        ),
    ),
)
def transaction_outlives_broker(script: FlinkScript) -> Iterator[Found]:
    """The transactions of an exactly-once sink last longer than the broker lets them.

    ## Why it matters
    Flink asks Kafka for transactions of one hour; a broker allows `transaction.max.timeout.ms`, 15 minutes by
    default, and refuses longer ones, so the job fails when it starts. A timeout below the checkpoint interval
    is worse: transactions are aborted before the checkpoint that would commit them, and their records are lost.

    ## Instead
    `'properties.transaction.timeout.ms' = '900000'`, more than the longest time from one checkpoint to the
    next, the pause of a restart included.

    ## When it stays silent
    For other guarantees, and for a timeout between the two.

    ## Fix
    None: what the brokers allow, the file does not tell.
    """
    interval = milliseconds(script.settings.get("execution.checkpointing.interval", ""))
    for table in script.tables:
        if (
            table.connector not in ("kafka", "upsert-kafka")
            or table.option("sink.delivery-guarantee") != "exactly-once"
        ):
            continue
        given = milliseconds(table.option("properties.transaction.timeout.ms") or "")
        if given is None and table.option("properties.transaction.timeout.ms") is not None:
            continue
        asked = given if given is not None else _OF_FLINK
        if asked > _OF_BROKERS:
            found = (
                f"asks for transactions of {asked // 60_000} minutes; brokers allow 15 unless told otherwise, and "
                "refuse"
            )
        elif interval is not None and asked <= interval:
            found = (
                f"aborts transactions after {asked // 1_000} s, before a checkpoint every {interval // 1_000} s commits"
            )
        else:
            continue
        key = "properties.transaction.timeout.ms"
        line = table.line_of(key) if given is not None else table.line_of("sink.delivery-guarantee")
        yield Found(f"`{table.name}` {found} them.", line, table.name)


_OF_BROKERS = 900_000
_OF_FLINK = 3_600_000
"""Milliseconds. Sources: Kafka, "Broker Configs"; Flink, KafkaSinkBuilder."""
